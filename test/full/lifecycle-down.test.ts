import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {isRunning} from '../helpers/processes.js';
import {startCliInPty} from '../helpers/pty.js';
import {
  assertHealthy,
  cliOk,
  etcdctl,
  etcdPids,
  statusOf,
  type ErrorJson,
} from '../integration/observed-cluster.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];
const READY_MS = 30_000;

/** Starts a member as a person would, without etcdops; resolves when it serves. */
async function startByHand(cluster: TestCluster, args: readonly string[], env = {}): Promise<number> {
  const child = spawn(join(cluster.binDir, 'etcd'), args, {
    cwd: cluster.dir,
    env: cleanEnv(env),
    stdio: 'ignore',
  });
  onDispose(() => void child.kill('SIGKILL'));
  const deadline = performance.now() + READY_MS;
  while ((await etcdctl(cluster, cluster.endpoints.slice(0, 1), ['get', 'a'])).exitCode !== 0) {
    if (performance.now() > deadline) throw new Error('etcd that was started by hand does not serve');
  }
  return child.pid ?? 0;
}

function tokenOf({dir}: TestCluster): unknown {
  return (parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as {token: unknown}).token;
}

/** The variables of an env file, as the shell reads them. */
function variablesIn(path: string): Record<string, string> {
  const assignments = readFileSync(path, 'utf8').matchAll(/^(ETCD_\w+)='?([^'\n]*)'?$/gm);
  return Object.fromEntries([...assignments].map(([, name = '', value = '']) => [name, value]));
}

describe.each(['3.4', '3.7'] as const)('down, etcd %s', line => {
  it('stops all members by TERM, is idempotent, and keeps the data', async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['ctl', '--', 'put', 'kept', 'yes']);

    const stopped = await cliOk(cluster, ['down', '--yes']);
    const again = await cliOk(cluster, ['down', '--yes', '--json']);

    expect(etcdPids(cluster.dir).size).toBe(0);
    expect(stopped.stderr).not.toContain('KILL');
    expect(again.json()).toMatchObject({run: {workflow: 'down', outcome: 'nothing-to-do'}});
    for (const name of MEMBERS) {
      const log = readFileSync(join(cluster.dir, `.etcdops/logs/${name}.log`), 'utf8');
      expect(log).toMatch(/received (terminated )?signal|received terminated signal/);
    }
    await cliOk(cluster, ['up']);
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'kept', '--print-value-only'])).stdout).toBe('yes\n');
    await assertHealthy(cluster);
  });

  it('stops the member that is named, and no other', async () => {
    const cluster = await startCluster({line});

    await cliOk(cluster, ['down', 'infra1', '--yes']);

    expect([...etcdPids(cluster.dir).keys()].sort()).toEqual(['infra0', 'infra2']);
  });

  it('ends a process that ignores TERM by KILL, and says so', async () => {
    const cluster = await startCluster({line, members: 1});
    const pid = cluster.pidOf('infra0');
    process.kill(pid, 'SIGSTOP');

    const {stderr} = await cliOk(cluster, ['down', '--yes']);

    expect(isRunning(pid)).toBe(false);
    expect(stderr).toMatch(/infra0 .*KILL/);
  });

  it('leaves a member that was started by hand, and says so', async () => {
    const cluster = await startCluster({line, members: 1, start: false});
    const pid = await startByHand(cluster, ['--config-file', 'nodes/infra0/etcd.yaml']);

    const status = await statusOf(cluster);
    const down = await cliOk(cluster, ['down', '--yes', '--json']);
    const inText = await cliOk(cluster, ['down', '--yes']);
    const purge = await cluster.cli(['down', '--purge', '--confirm', 'demo', '--json']);
    const up = await cliOk(cluster, ['up', '--json']);

    expect(status.nodes[0]).toMatchObject({pid, managedBy: 'other', healthy: true});
    expect(down.json()).toMatchObject({left: ['infra0']});
    expect(inText.stdout + inText.stderr).toMatch(/infra0/);
    expect(inText.stdout).not.toMatch(/^Stopped/m);
    expect(purge.exitCode).toBe(4);
    expect(purge.json<ErrorJson>().error.message).toContain('infra0');
    expect(up.json()).toMatchObject({cluster: {health: 'healthy'}});
    expect(isRunning(pid)).toBe(true);
    expect(etcdPids(cluster.dir).get('infra0')).toEqual([pid]);
  });

  it('never moves data away under a member that it cannot recognise', async () => {
    const args = ['--format', 'config,env'];
    const cluster = await startCluster({line, members: 1, start: false, args});
    const pid = await startByHand(cluster, [], variablesIn(join(cluster.dir, 'nodes/infra0/etcd.env')));

    const purge = await cluster.cli(['down', '--purge', '--confirm', 'demo', '--json']);

    expect(purge.exitCode).toBe(4);
    expect(readdirSync(join(cluster.dir, '.etcdops/data'))).toEqual(['infra0']);
    expect(isRunning(pid)).toBe(true);
  });

  it('--purge sets the data aside, and the next up makes another cluster', async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['ctl', '--', 'put', 'old', 'data']);
    const before = await statusOf(cluster);
    const oldToken = tokenOf(cluster);
    writeFileSync(
      join(cluster.dir, 'etcdops.yaml'),
      readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8').replace(
        'cluster: demo',
        '# ours\ncluster: demo # since May',
      ),
    );

    await cliOk(cluster, ['down', '--purge', '--confirm', 'demo']);

    const dirs = readdirSync(join(cluster.dir, '.etcdops/data'));
    expect(dirs).toHaveLength(3);
    for (const dir of dirs) {
      expect(dir).toMatch(/^infra\d\.removed-/);
      expect(existsSync(join(cluster.dir, '.etcdops/data', dir, 'member/wal'))).toBe(true);
    }
    expect(tokenOf(cluster)).not.toBe(oldToken);
    expect(readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8')).toContain(
      '# ours\ncluster: demo # since May',
    );
    expect((await cluster.cli(['render', '--check'])).exitCode).toBe(0);

    await cliOk(cluster, ['up']);
    const after = await assertHealthy(cluster);
    expect(after.cluster.id).not.toBe(before.cluster.id);
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'old'])).stdout).toBe('');
  });
});

describe('what down asks before it acts', () => {
  it.each([
    ['without a terminal and without --yes', ['down'], 10, '--yes'],
    ['--json without --yes', ['down', '--json'], 10, '--yes'],
    ['--purge without --confirm', ['down', '--purge'], 10, '--confirm demo'],
    ['--purge with --yes alone', ['down', '--purge', '--yes'], 10, '--confirm demo'],
    ['--purge with another name', ['down', '--purge', '--confirm', 'shop'], 2, 'demo'],
    ['--confirm without --purge', ['down', '--confirm', 'demo'], 2, '--purge'],
    ['a node that does not exist', ['down', 'infra9', '--yes'], 2, 'infra'],
    ['--purge of one node', ['down', 'infra0', '--purge', '--confirm', 'demo'], 2, 'infra0'],
  ])('%s: refused, nothing stops', async (_, args, exitCode, said) => {
    const cluster = await startCluster({members: 1});
    const pid = cluster.pidOf('infra0');

    const result = await cluster.cli(args);

    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout + result.stderr).toContain(said);
    expect(isRunning(pid)).toBe(true);
    await assertHealthy(cluster, 1);
  });

  it('on a terminal the name of the cluster has to be typed', async () => {
    const cluster = await startCluster({members: 1});
    const pid = cluster.pidOf('infra0');
    const ask = async (answer: string): Promise<number> => {
      const session = startCliInPty(['down', '--purge'], {cwd: cluster.dir});
      await session.waitFor(/demo to go on/);
      session.type(`${answer}\r`);
      return session.exitCode();
    };

    expect(await ask('yes')).toBe(0);
    expect(isRunning(pid)).toBe(true);
    expect(await ask('demo')).toBe(0);
    expect(isRunning(pid)).toBe(false);
    expect(readdirSync(join(cluster.dir, '.etcdops/data'))[0]).toMatch(/^infra0\.removed-/);
  });

  it('Ctrl-C at the question changes nothing', async () => {
    const cluster = await startCluster({members: 1});
    const session = startCliInPty(['down'], {cwd: cluster.dir});
    await session.waitFor(/Stop infra0/);
    session.type('\u0003');

    expect(await session.exitCode()).toBe(130);
    await assertHealthy(cluster, 1);
    expect(existsSync(join(cluster.dir, '.etcdops/lock'))).toBe(false);
  });
});
