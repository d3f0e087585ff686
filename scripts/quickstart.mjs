// `npm run quickstart`: from a fresh clone to a healthy cluster of three in quickstart/. Needs nothing but Node at
// first: it installs the packages, builds, and etcdops itself brings an etcd where the machine has none.
import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join, relative} from 'node:path';

import {needsBuild, needsInstall} from './freshness.mjs';
import {isMain, ROOT, runQuietly} from './run-program.mjs';

const FOLDER = join(ROOT, 'quickstart');
const SPEC = join(FOLDER, 'etcdops.yaml');
const CLI = join(ROOT, 'bin/run.js');
const MEMBERS = 3;
/** etcd's own port first. Each member takes three ports from a block of ten. */
const BASE_PORTS = [2379, 12379, 22379, 32379];

/** What would make etcdops work on something else than this folder. */
const ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^ETCD(OPS|CTL)?_/.test(name)),
);

/** A failure that has been said already. */
class Failed extends Error {
  constructor(exitCode) {
    super('failed');
    this.exitCode = exitCode;
  }
}

function assertNode() {
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.node;
  const [major, minor] = wanted.replace(/^>=/, '').split('.').map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  console.error(`etcdops needs Node ${wanted}; this is ${process.version}`);
  throw new Failed(1);
}

/** Runs a slow part of the set-up: its name at once, the time when it is done, its output only where it fails. */
async function setUp(title, file, args) {
  process.stdout.write(`${title} … `);
  const {exitCode, output, durationMs} = await runQuietly(file, args);
  console.log(exitCode === 0 ? `${(durationMs / 1000).toFixed(1)} s` : 'failed');
  if (exitCode === 0) return;
  console.error(output.trim());
  throw new Failed(exitCode);
}

/** Progress of etcdops goes to stderr and is shown; its result only with `shown`. */
function etcdops(args, {shown = true} = {}) {
  console.log(`\n$ etcdops ${args.join(' ')}`);
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', shown ? 'inherit' : 'ignore', 'inherit'];
    const child = spawn(process.execPath, [CLI, ...args], {cwd: FOLDER, env: ENV, stdio});
    child.on('error', reject);
    child.on('close', code => (code === 0 ? resolve() : reject(new Failed(code ?? 130))));
  });
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({host: '127.0.0.1', port, exclusive: true}, () => server.close(() => resolve(true)));
  });
}

async function firstTaken(basePort) {
  for (let member = 0; member < MEMBERS; member++)
    for (let kind = 0; kind < 3; kind++) {
      const port = basePort + 10 * member + kind;
      if (!(await isFree(port))) return port;
    }
  return undefined;
}

/** The flags that choose the ports: none where etcd's own are free. */
async function portFlags() {
  let taken;
  for (const basePort of BASE_PORTS) {
    const port = await firstTaken(basePort);
    if (port === undefined) {
      if (taken === undefined) return [];
      console.log(`\nPort ${taken} is in use; this cluster takes ${basePort} and the ones behind it.`);
      return ['--base-port', String(basePort)];
    }
    taken ??= port;
  }
  console.error(
    `\nThe ports ${BASE_PORTS.join(', ')} and the ones behind them are in use. Free some, and try again.`,
  );
  throw new Failed(2);
}

/** The etcd that the spec names may have gone since; `up` does not install. */
async function ensureEtcd() {
  const args = [CLI, 'up', '--dry-run', '--json'];
  const {stdout} = await runQuietly(process.execPath, args, {cwd: FOLDER, env: ENV});
  if (!stdout.includes('"E_ETCD_BINARY"')) return;
  const version = /^etcd:[^]*?\bversion: *"?([\d.]+)/m.exec(readFileSync(SPEC, 'utf8'))?.[1];
  await etcdops(['etcd', 'install', version ?? 'latest'], {shown: false});
}

async function bringUp() {
  if (existsSync(SPEC)) {
    console.log('\nquickstart/ holds a cluster already.');
    await ensureEtcd();
    return etcdops(['up'], {shown: false});
  }
  mkdirSync(FOLDER, {recursive: true});
  const flags = ['--members', String(MEMBERS), ...(await portFlags()), '--start'];
  return etcdops(['bootstrap', 'static', ...flags], {shown: false});
}

function showWhatNext() {
  const folder = relative(process.env.INIT_CWD ?? process.cwd(), FOLDER) || '.';
  const command = relative(FOLDER, CLI);
  console.log(`
The cluster goes on running, and all of it is in this folder:
  cd ${folder}
  ${command} status        # once more; with --watch all the time
  ${command} down --yes    # stops it; the data stays, and \`${command} up\` starts it again
To remove it, stop it and then: rm -r ${folder}`);
}

async function quickstart() {
  assertNode();
  if (needsInstall())
    await setUp('Installing the packages (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund']);
  if (needsBuild()) await setUp('Building', process.execPath, ['scripts/build.mjs']);
  await bringUp();
  await etcdops(['ctl', '--', 'put', 'greeting', 'hello']);
  await etcdops(['ctl', '--', 'get', 'greeting']);
  await etcdops(['status']);
  showWhatNext();
}

if (isMain(import.meta.url)) {
  try {
    await quickstart();
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    process.exitCode = error.exitCode;
    if (existsSync(SPEC))
      console.error(
        '\nTo begin anew: stop the cluster in quickstart/, remove the folder, and run this again.',
      );
  }
}
