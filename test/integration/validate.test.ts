import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli, runCliOk, type CliOptions} from '../helpers/cli.js';
import {etcdBinDir, etcdVersion, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';
import type {ErrorJson} from './observed-cluster.js';

interface ValidateJson {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly etcdVersion: string;
  readonly processes: readonly {
    name: string;
    role: string;
    kind: string;
    file: string;
    etcdVersion: string;
  }[];
  readonly skipped: number;
  readonly findings: readonly {
    rule: string;
    severity: string;
    file: string;
    line?: number;
    column?: number;
    message: string;
    fix?: string;
  }[];
}

const NAMES = ['infra0', 'infra1', 'infra2'];
const CLUSTER = NAMES.map((name, index) => `${name}=http://10.0.0.${index + 1}:2380`).join(',');

function config(index: number, more = ''): string {
  const host = `10.0.0.${index + 1}`;
  return `name: infra${index}
data-dir: /var/lib/etcd
listen-peer-urls: http://${host}:2380
listen-client-urls: http://${host}:2379
initial-advertise-peer-urls: http://${host}:2380
advertise-client-urls: http://${host}:2379
initial-cluster: ${CLUSTER}
initial-cluster-token: shop-1
${more}`;
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = tempDir('validate');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), {recursive: true});
    writeFileSync(join(dir, file), text);
  }
  return dir;
}

async function validate(dir: string, args: readonly string[], options: CliOptions = {}) {
  const result = await runCli(['validate', ...args, '--json'], {cwd: dir, ...options});
  return {...result, shown: result.json<ValidateJson>()};
}

interface Bootstrap {
  readonly line?: EtcdTestLine;
  readonly members?: number;
  readonly args?: readonly string[];
}

/** A folder that `bootstrap static` has written; the standard ports may be taken by other tests. */
async function bootstrapped({line = '3.7', members = 3, args = []}: Bootstrap): Promise<string> {
  const dir = tempDir('validate');
  const nodes = ['--members', String(members), '--base-port', String(await freeBasePort(members + 3))];
  await runCliOk(['bootstrap', 'static', ...nodes, '--etcd-bin-dir', etcdBinDir(line), ...args], {cwd: dir});
  return dir;
}

const THREE = {'a.yaml': config(0), 'b.yaml': config(1), 'c.yaml': config(2)};

describe('validate', () => {
  it('takes files, folders and standard input for one cluster', async () => {
    const dir = folderWith({'a.yaml': config(0), 'more/b.yaml': config(1), 'more/README.md': '# etcd\n'});

    const {shown, exitCode} = await validate(dir, ['a.yaml', 'more', '-', '--etcd-version', '3.5'], {
      input: config(2).replace('shop-1', 'shop-2'),
    });

    expect(exitCode).toBe(3);
    expect(shown.processes.map(({name, kind}) => `${name} ${kind}`)).toEqual(
      NAMES.map(name => `${name} config`),
    );
    expect(shown.skipped).toBe(1);
    expect(shown.findings.map(({rule}) => rule)).toEqual(expect.arrayContaining(['token-differs']));
  });

  it('of a sound cluster has nothing to say, with --strict too', async () => {
    const dir = folderWith(THREE);

    const {shown, exitCode} = await validate(dir, ['.', '--strict']);

    expect(shown.findings).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('points to the value, with the line, what to write, and the words of etcd', async () => {
    const dir = folderWith({'a.yaml': config(0, 'quota-backend-bytes: 8GB\n')});

    const {stdout, exitCode} = await runCli(['validate', 'a.yaml', '--etcd-version', '3.7'], {cwd: dir});

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^a\.yaml:9:22: error: .*8GB/m);
    expect(stdout).toContain(' quota-backend-bytes: 8GB\n                         ^^^\n');
    expect(stdout).toContain('→ write quota-backend-bytes: 8589934592');
    expect(stdout).toContain('etcd says: json: cannot unmarshal string');
    expect(stdout).toMatch(/1 error, 0 warnings in 1 file \(1 process, judged for etcd 3\.7\.\d+\)/);
  });

  it('fails on warnings with --strict only', async () => {
    const dir = folderWith({'a.yaml': config(0, 'force-new-cluster: true\n')});

    expect((await validate(dir, ['a.yaml'])).exitCode).toBe(0);
    expect((await validate(dir, ['a.yaml', '--strict'])).exitCode).toBe(3);
  });

  it('takes the version of the etcd that is given, else the newest known', async () => {
    const dir = folderWith({'a.yaml': config(0)});
    const empty = {XDG_CACHE_HOME: tempDir('cache'), PATH: '/usr/bin:/bin'};

    const given = await validate(dir, ['a.yaml', '--etcd-bin-dir', etcdBinDir('3.4')]);
    const unknown = await validate(dir, ['a.yaml'], {env: empty});
    const named = await validate(dir, ['a.yaml', '--etcd-version', '3.5.12']);

    expect(given.shown.etcdVersion).toBe(etcdVersion('3.4'));
    expect(unknown.shown.etcdVersion).toMatch(/^3\.7\./);
    expect(named.shown.etcdVersion).toBe('3.5.12');
  });

  it('tells what an upgrade would break, and the new names', async () => {
    const text = config(0, 'experimental-corrupt-check-time: 3600000000000\n');
    const dir = folderWith({'a.yaml': text});

    const {shown} = await validate(dir, ['a.yaml', '--etcd-version', '3.6', '--target-version', '3.7']);

    const broken = shown.findings.filter(({message}) => message.includes('3.7'));
    expect(broken.map(({fix}) => fix).join('\n')).toContain('corrupt-check-time');
    const older = await runCli(
      ['validate', 'a.yaml', '--etcd-version', '3.6', '--target-version', '3.5', '--json'],
      {cwd: dir},
    );
    expect(older.exitCode).toBe(2);
  });

  it('reads a spec from standard input', async () => {
    const dir = await bootstrapped({members: 1});
    const input = readFileSync(join(dir, 'etcdops.yaml'), 'utf8').replace('token:', 'tokn:');

    const {shown, exitCode} = await validate(tempDir('elsewhere'), ['-'], {input});

    expect(exitCode).toBe(3);
    expect(shown.findings.map(({rule, file}) => `${rule} ${file}`).sort()).toEqual([
      'spec-missing-key -',
      'spec-unknown-key -',
    ]);
  });

  it('judges a spec together with other files, and says once what both find', async () => {
    const dir = await bootstrapped({members: 2});

    const {shown} = await validate(dir, ['.']);

    expect(shown.findings.filter(({rule}) => rule === 'even-members')).toHaveLength(1);
    expect(new Set(shown.processes.map(({kind}) => kind))).toEqual(new Set(['spec', 'procfile']));
  });

  it.each(['3.4', '3.5', '3.6', '3.7'] as const)(
    'has nothing to say of all that bootstrap writes for etcd %s',
    async line => {
      const formats = 'config,procfile,env,systemd,docker,compose,flags';
      const proxies = line < '3.6' ? ['--proxies', '1'] : [];
      const args = ['--gateways', '1', '--grpc-proxies', '1', ...proxies, '--format', formats];
      const dir = await bootstrapped({line, args});

      const {shown} = await validate(dir, ['.', '--strict']);

      expect(shown.findings).toEqual([]);
      expect(new Set(shown.processes.map(({kind}) => kind))).toEqual(
        new Set(['spec', 'procfile', 'config', 'env', 'systemd', 'docker', 'compose', 'shell']),
      );
      expect(new Set(shown.processes.map(({etcdVersion: version}) => version))).toEqual(
        new Set([etcdVersion(line)]),
      );
    },
  );
});

describe('validate --explain', () => {
  it('shows each setting of a node with its source, and what has no effect', async () => {
    const dir = folderWith({'run.sh': 'ETCD_HEARTBEAT_INTERVAL=200 etcd --name infra0 --name infra9\n'});

    const {stdout, exitCode} = await runCli(['validate', 'run.sh', '--explain', 'infra9'], {cwd: dir});
    const inJson = await runCli(['validate', 'run.sh', '--explain', 'infra9', '--json'], {cwd: dir});

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^name +run\.sh:1 +infra9$/m);
    expect(stdout).toMatch(/^heartbeat-interval +run\.sh:1 +200$/m);
    expect(stdout).toMatch(/^election-timeout +1000$/m);
    expect(stdout).toMatch(/^--name +run\.sh:1 +the same setting stands further down again +infra0$/m);
    expect(inJson.json()).toMatchObject({
      schemaVersion: 1,
      explained: [{name: 'infra9', role: 'member', configured: 'flags', isComplete: true}],
    });
  });

  it('names the nodes there are where nobody is called so', async () => {
    const dir = folderWith(THREE);

    const near = await runCli(['validate', '.', '--explain', 'infra3', '--json'], {cwd: dir});
    const far = await runCli(['validate', '.', '--explain', 'zzzzzzzz', '--json'], {cwd: dir});

    expect([near.exitCode, far.exitCode]).toEqual([2, 2]);
    expect(near.json<ErrorJson>().error.hints.join()).toContain('infra');
    expect(far.json<ErrorJson>().error.hints.join()).toContain('infra0, infra1, infra2');
  });
});

describe('validate --report', () => {
  it.each([
    ['github', /^::error file=a\.yaml,line=9,col=22,.*title=.*::/m],
    ['sarif', /"ruleId": "config-type"/],
    ['junit', /<testsuite .*name="a\.yaml"[\s\S]*<failure /],
  ])('%s', async (format, pattern) => {
    const dir = folderWith({'a.yaml': config(0, 'quota-backend-bytes: 8GB\n')});

    const {stdout, exitCode} = await runCli(['validate', 'a.yaml', '--report', format], {cwd: dir});

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(pattern);
  });

  it('goes with neither --json nor --explain', async () => {
    const dir = folderWith(THREE);

    for (const more of [['--json'], ['--explain', 'infra0']]) {
      const {exitCode} = await runCli(['validate', '.', '--report', 'sarif', ...more], {cwd: dir});
      expect(exitCode).toBe(2);
    }
  });
});
