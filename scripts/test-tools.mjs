// Programs that tests run etcdops' files with: the Procfile runners honcho and foreman, shells, the reference reader of
// compose files, cfssl, which makes certificates in its own way, a name server and the reader of zone files of another.
// Kept in a cache below node_modules, nothing is installed on the machine. Needs nothing but Node, python3, apt and Go.
import {existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {unpackPackages, writeWrapper} from './debian-packages.mjs';
import {makeDnsmasq, makeNamedCheckzone} from './test-name-servers.mjs';
import {isMain, ROOT, runOrThrow, runQuietly} from './run-program.mjs';

const CACHE = join(ROOT, 'node_modules/.cache/etcdops-test-tools');
const HONCHO_VERSION = '2.0.0';
const COMPOSE_GO_VERSION = 'v2.16.2';
const CFSSL_VERSION = 'v1.6.5';

const TOOLS = [
  {
    name: 'honcho',
    variable: 'ETCDOPS_TEST_HONCHO',
    program: 'bin/honcho',
    make: makeHoncho,
    versionArgs: ['version'],
  },
  {
    name: 'foreman',
    variable: 'ETCDOPS_TEST_FOREMAN',
    program: 'foreman',
    make: makeForeman,
    versionArgs: ['version'],
  },
  {name: 'zsh', variable: 'ETCDOPS_TEST_ZSH', program: 'zsh', make: makeZsh, versionArgs: ['--version']},
  {
    name: 'compose-go',
    variable: 'ETCDOPS_TEST_COMPOSE',
    program: 'cmd',
    make: makeComposeReader,
    versionArgs: ['--help'],
  },
  {
    name: 'cfssl',
    variable: 'ETCDOPS_TEST_CFSSL',
    program: 'cfssl',
    make: makeCfssl,
    versionArgs: ['version'],
  },
  {
    name: 'dnsmasq',
    variable: 'ETCDOPS_TEST_DNSMASQ',
    program: 'dnsmasq',
    make: makeDnsmasq,
    versionArgs: ['--version'],
  },
  {
    name: 'named-checkzone',
    variable: 'ETCDOPS_TEST_NAMED_CHECKZONE',
    program: 'named-checkzone',
    make: makeNamedCheckzone,
    versionArgs: ['-v'],
  },
  {
    name: 'etcd-discovery',
    variable: 'ETCDOPS_TEST_ETCD_DISCOVERY',
    program: 'etcd-discovery',
    make: makeEtcdDiscovery,
    versionArgs: ['--help'],
  },
  {name: 'fish', variable: 'ETCDOPS_TEST_FISH', program: 'fish', make: makeFish, versionArgs: ['--version']},
];

/** A virtual environment knows its own path, so it is made where it stays. */
async function makeHoncho(dir) {
  const requirement = `honcho==${HONCHO_VERSION}`;
  const venv = await runQuietly('python3', ['-m', 'venv', dir]);
  if (venv.exitCode === 0) {
    await runOrThrow(join(dir, 'bin/python'), [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      requirement,
    ]);
    return;
  }
  // Debian's python3 alone can make no virtual environment; pip can install into a folder just as well.
  rmSync(dir, {recursive: true, force: true});
  const lib = join(dir, 'lib');
  await runOrThrow('python3', ['-m', 'pip', 'install', '--quiet', '--target', lib, requirement]).catch(
    error => {
      throw new Error(`${venv.output.trim()}\n${error.message}`);
    },
  );
  mkdirSync(join(dir, 'bin'), {recursive: true});
  writeFileSync(join(dir, 'bin/honcho'), `#!/bin/sh\nPYTHONPATH='${lib}' exec python3 -m honcho "$@"\n`, {
    mode: 0o755,
  });
}

/** The packages of foreman and the Ruby that this Debian has, downloaded into the folder. */
async function downloadForeman(dir) {
  const {stdout} = await runOrThrow('apt-cache', ['depends', 'ruby']);
  const ruby = /Depends: ruby(\d+\.\d+)/.exec(stdout)?.[1];
  if (ruby === undefined) throw new Error(`no Ruby in the package lists:\n${stdout}`);
  const packages = [
    'ruby-foreman',
    'ruby-thor',
    `ruby${ruby}`,
    `libruby${ruby}`,
    'libgmp10',
    'libyaml-0-2',
    'libffi8',
  ];
  await runOrThrow('apt-get', ['download', '--quiet', ...packages], {cwd: dir});
  return ruby;
}

/** Debian's packages, only unpacked; the wrapper tells Ruby where its parts are. */
async function makeForeman(dir) {
  mkdirSync(dir, {recursive: true});
  const ruby = await downloadForeman(dir).catch(async () => {
    // No package lists yet, or too old ones.
    await runOrThrow('apt-get', ['update', '--quiet']);
    return downloadForeman(dir);
  });
  for (const file of readdirSync(dir).filter(name => name.endsWith('.deb'))) {
    await runOrThrow('dpkg-deb', ['-x', file, '.'], {cwd: dir});
    rmSync(join(dir, file));
  }
  const gems = 'usr/share/rubygems-integration/all/gems';
  const foreman = readdirSync(join(dir, gems)).find(name => name.startsWith('foreman-'));
  const machine = readdirSync(join(dir, 'usr/lib')).find(name =>
    existsSync(join(dir, 'usr/lib', name, 'ruby')),
  );
  const rubyLib = [
    `${gems}/${foreman}/lib`,
    'usr/lib/ruby/vendor_ruby',
    `usr/lib/ruby/${ruby}.0`,
    `usr/lib/${machine}/ruby/${ruby}.0`,
  ];
  const script = [
    '#!/bin/sh',
    'here=$(dirname "$(readlink -f "$0")")',
    `export LD_LIBRARY_PATH="$here/usr/lib/${machine}"`,
    `export RUBYLIB="${rubyLib.map(path => `$here/${path}`).join(':')}"`,
    `exec "$here/usr/bin/ruby${ruby}" --disable-gems "$here/${gems}/${foreman}/bin/foreman" "$@"`,
    '',
  ].join('\n');
  writeFileSync(join(dir, 'foreman'), script, {mode: 0o755});
}

/** The static zsh: the usual one looks for its modules in one place only. */
async function makeZsh(dir) {
  await unpackPackages(dir, ['zsh-static', 'zsh-common']);
  writeWrapper(
    join(dir, 'zsh'),
    'FPATH=$(find "$here/usr/share/zsh/functions" -type d | paste -sd: -)',
    'export FPATH',
    'exec "$here/bin/zsh-static" "$@"',
  );
}

async function makeFish(dir) {
  await unpackPackages(dir, ['fish', 'fish-common', 'libpcre2-32-0']);
  // fish takes the parts beside itself where it finds both share/fish and etc/fish there.
  symlinkSync('../etc', join(dir, 'usr/etc'));
  writeWrapper(
    join(dir, 'fish'),
    'export LD_LIBRARY_PATH="$(echo "$here"/usr/lib/*-linux-gnu)"',
    'exec "$here/usr/bin/fish" "$@"',
  );
}

/** The public discovery service as Debian has it. It reads one file below /etc, so that it sees another /etc: its first argument. */
async function makeEtcdDiscovery(dir) {
  await unpackPackages(dir, ['etcd-discovery']);
  writeWrapper(
    join(dir, 'etcd-discovery'),
    'program="$here/usr/bin/discovery.etcd.io"',
    'if [ "$1" = --help ]; then exec test -x "$program"; fi',
    `exec unshare -m sh -c 'mount -t overlay overlay -o lowerdir="$0":/etc /etc && exec "$1"' "$1" "$program"`,
  );
}

/** What `docker compose` itself reads files with, as a program; it needs no docker. */
async function makeComposeReader(dir) {
  mkdirSync(dir, {recursive: true});
  await runOrThrow('go', ['install', `github.com/compose-spec/compose-go/v2/cmd@${COMPOSE_GO_VERSION}`], {
    env: {...process.env, GOBIN: dir},
  });
}

/** Without C: what is left out is its database, and then it needs no compiler but Go's. */
async function makeCfssl(dir) {
  mkdirSync(dir, {recursive: true});
  await runOrThrow('go', ['install', `github.com/cloudflare/cfssl/cmd/cfssl@${CFSSL_VERSION}`], {
    env: {...process.env, GOBIN: dir, CGO_ENABLED: '0'},
  });
}

async function works({program, versionArgs}, dir) {
  const path = join(dir, program);
  return existsSync(path) && (await runQuietly(path, versionArgs)).exitCode === 0;
}

async function ensureTool(tool) {
  const dir = join(CACHE, tool.name);
  const path = join(dir, tool.program);
  if (await works(tool, dir)) return path;
  rmSync(dir, {recursive: true, force: true});
  mkdirSync(CACHE, {recursive: true});
  await tool.make(dir);
  if (await works(tool, dir)) return path;
  throw new Error(
    `${path} was made and does not run:\n${(await runQuietly(path, tool.versionArgs)).output.trim()}`,
  );
}

/**
 * Makes what is missing. Resolves to the variables that tell tests where the tools are, and to what could not be had:
 * `{env, problems}`.
 */
export async function ensureTestTools() {
  const env = {};
  const problems = [];
  for (const tool of TOOLS) {
    try {
      env[tool.variable] = await ensureTool(tool);
    } catch (error) {
      problems.push(`${tool.name}: ${error.message}`);
    }
  }
  return {env, problems};
}

if (isMain(import.meta.url)) {
  const {env, problems} = await ensureTestTools();
  for (const [name, path] of Object.entries(env)) console.log(`${name}=${path}`);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
