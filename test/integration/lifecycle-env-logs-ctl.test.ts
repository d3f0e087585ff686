import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH, runCli, type CliOptions} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {startCliInPty} from '../helpers/pty.js';
import {tempDir} from '../helpers/temp-dir.js';
import {assertHealthy, cliOk} from './observed-cluster.js';

/** What somebody has left in a shell; each would break etcd or etcdctl, or send them elsewhere. */
const STALE: CliOptions['env'] = {
  ETCD_NAME: 'x',
  ETCD_DATA_DIR: '/dev/null/none',
  ETCD_INITIAL_CLUSTER: 'garbage',
  ETCD_LISTEN_CLIENT_URLS: 'http://1.1.1.1:1',
  ETCD_CONFIG_FILE: '/dev/null/none',
  ETCDCTL_ENDPOINTS: 'http://127.0.0.1:1',
  ETCDCTL_API: '2',
  ETCDCTL_USER: 'root:wrong',
  ETCDCTL_CACERT: '/dev/null/none',
};

describe.each(['3.4', '3.7'] as const)('env, logs and ctl, etcd %s', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({line});
  });

  it('env, evaluated in sh, makes a plain etcdctl work', async () => {
    const {stdout: script} = await cliOk(cluster, ['env']);

    const {stdout} = await execa(
      'sh',
      ['-c', `eval "$1"; etcdctl put from-env yes; etcdctl get from-env`, 'sh', script],
      {
        env: {...cleanEnv(), PATH: `${cluster.binDir}:${process.env['PATH']}`},
        extendEnv: false,
      },
    );

    expect(stdout).toBe('OK\nfrom-env\nyes');
  });

  it.each([
    ['fish', /^set -gx ETCDCTL_ENDPOINTS 'http:/m],
    ['powershell', /^\$Env:ETCDCTL_ENDPOINTS = 'http:/m],
  ])('env --shell %s speaks that shell', async (shell, expected) => {
    expect((await cliOk(cluster, ['env', '--shell', shell])).stdout).toMatch(expected);
  });

  it('env --json holds the variables', async () => {
    const result = await cliOk(cluster, ['env', '--json']);

    expect(result.json()).toMatchObject({env: {ETCDCTL_ENDPOINTS: cluster.endpoints.join(',')}});
  });

  it.each([
    ['a command that etcdctl does not know', ['bogus'], 1],
    [
      'no endpoint that answers',
      ['--endpoints', 'http://127.0.0.1:1', '--command-timeout', '300ms', 'get', 'a'],
      1,
    ],
    ['a bad output format', ['-w', 'bogus', 'endpoint', 'status'], 4],
    ['wrong arguments', ['put'], 128],
    ['success', ['get', 'nothing'], 0],
  ])('ctl keeps the exit code of etcdctl: %s', async (_, args, exitCode) => {
    const direct = await execa(join(cluster.binDir, 'etcdctl'), args, {
      env: cleanEnv({
        ETCDCTL_ENDPOINTS: args.includes('--endpoints') ? undefined : cluster.endpoints.join(','),
      }),
      extendEnv: false,
      reject: false,
    });
    const through = await cluster.cli(['ctl', '--', ...args]);

    expect(through.exitCode).toBe(direct.exitCode);
    expect(through.exitCode === 0).toBe(exitCode === 0);
  });

  it('ctl passes stdin, arguments with spaces and flags that etcdops has too', async () => {
    await cluster.cli(['ctl', '--', 'put', 'from stdin'], {input: 'two\nlines'});
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'from stdin', '--print-value-only'])).stdout).toBe(
      'two\nlines\n',
    );
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'from stdin', '-w', 'json'])).stdout).toMatch(
      /^\{"header"/,
    );
    expect((await cliOk(cluster, ['ctl', '--', 'get', '--help'])).stdout).toMatch(/etcdctl get/);
  });

  it('ctl refuses --json of its own, and having nothing to do', async () => {
    for (const args of [['ctl', '--json', '--', 'get', 'a'], ['ctl'], ['ctl', '--']]) {
      const {exitCode} = await cluster.cli(args);
      expect(exitCode, args.join(' ')).toBe(2);
    }
  });

  it('stale variables in the environment do no harm', async () => {
    const shown = await cluster.cli(['status', '--json'], {env: STALE});
    const put = await cluster.cli(['ctl', '--', 'put', 'a', '1'], {env: STALE});
    const restart = await cluster.cli(['restart', 'infra1', '--yes'], {env: STALE});
    const down = await cluster.cli(['down', 'infra0', '--yes'], {env: STALE});
    const up = await cluster.cli(['up'], {env: STALE});

    expect(shown.json()).toMatchObject({cluster: {health: 'healthy'}});
    const results = [put, restart, down, up];
    expect(results.map(({exitCode, stderr}) => [exitCode, /shadowed|unrecognized/.test(stderr)])).toEqual(
      results.map(() => [0, false]),
    );
    await assertHealthy(cluster);
  });

  it('logs shows the last lines of each node, or of those named', async () => {
    const all = await cliOk(cluster, ['logs', '--lines', '2']);
    const one = await cliOk(cluster, ['logs', 'infra1', '--lines', '3']);
    const inJson = await cliOk(cluster, ['logs', 'infra1', '--lines', '3', '--json']);

    expect(all.stdout.trimEnd().split('\n')).toHaveLength(6);
    for (const name of ['infra0', 'infra1', 'infra2']) expect(all.stdout).toContain(name);
    expect(one.stdout.trimEnd().split('\n')).toHaveLength(3);
    const {logs} = inJson.json<{logs: {node: string; lines: string[]}[]}>();
    expect(logs.map(({node, lines}) => [node, lines.length])).toEqual([['infra1', 3]]);
  });

  it('logs --follow shows a line that comes later, and ends on Ctrl-C', async () => {
    const session = startCliInPty(['logs', '--follow', '--lines', '1'], {cwd: cluster.dir, columns: 300});
    await session.waitFor(/infra2/);
    appendFileSync(join(cluster.dir, '.etcdops/logs/infra1.log'), 'a line of this test\n');

    await session.waitFor(/infra1.*a line of this test/, 5000);
    session.type('\u0003');

    expect(await session.exitCode(5000)).toBe(0);
  });
});

describe('a bootstrap amid stale variables', () => {
  it('starts what it says', async () => {
    const dir = tempDir('stale');
    onDispose(() => endProcessesOf(dir));
    const base = String(await freeBasePort(3));
    const args = ['bootstrap', 'static', '--base-port', base, '--etcd-bin-dir', etcdBinDir('3.7'), '--start'];

    const {exitCode, stderr} = await runCli(args, {cwd: dir, env: STALE});

    expect(exitCode, stderr).toBe(0);
    await assertHealthy({dir, cli: (words, options = {}) => runCli(words, {cwd: dir, ...options})});
  });
});

describe('logs', () => {
  it('--follow ends when its reader has gone away', async () => {
    const cluster = await startCluster({members: 1});
    const log = join(cluster.dir, '.etcdops/logs/infra0.log');
    const child = spawn(
      'timeout',
      ['15', 'sh', '-c', '"$0" "$1" logs --follow | head -1', process.execPath, CLI_PATH],
      {
        cwd: cluster.dir,
        env: cleanEnv(),
        stdio: 'ignore',
      },
    );
    const writing = setInterval(() => appendFileSync(log, 'a line of this test\n'), 200);
    await once(child, 'close');
    clearInterval(writing);

    expect(child.exitCode).toBe(0);
  });

  it('of a cluster that was never started is empty, and no failure', async () => {
    const cluster = await startCluster({members: 1, start: false});

    const {stdout} = await cliOk(cluster, ['logs']);

    expect(stdout.trim()).not.toContain('undefined');
  });

  it('has a rotated or emptied log from its start', async () => {
    const cluster = await startCluster({members: 1});
    const session = startCliInPty(['logs', '--follow', '--lines', '1'], {cwd: cluster.dir, columns: 300});
    await session.waitFor(/"msg"/);
    writeFileSync(join(cluster.dir, '.etcdops/logs/infra0.log'), 'the first line after it was emptied\n');

    await session.waitFor(/the first line after it was emptied/, 5000);
  });
});

describe('a machine without a home', () => {
  it.each([
    ['HOME unset', {HOME: undefined}],
    ['HOME empty', {HOME: ''}],
    ['a HOME that cannot be there', {HOME: '/dev/null/home'}],
    ['no variables at all but PATH', {HOME: undefined, TMPDIR: undefined, USER: undefined, LANG: undefined}],
  ])('%s: status, down and up work', async (_, env) => {
    const cluster = await startCluster({members: 1});

    const results = [];
    for (const args of [['status'], ['down', '--yes'], ['up'], ['env'], ['etcd', 'list']]) {
      results.push(await cluster.cli(args, {env}));
    }

    expect(results.map(({exitCode, stderr}) => (exitCode === 0 ? 'ok' : stderr))).toEqual(
      results.map(() => 'ok'),
    );
    await assertHealthy(cluster, 1);
  });
});
