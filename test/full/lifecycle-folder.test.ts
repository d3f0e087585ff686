import {chmodSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH, runCli, runCliOk} from '../helpers/cli.js';
import {startCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {
  assertHealthy,
  cliOk,
  etcdPids,
  statusOf,
  type ClusterFolder,
  type ErrorJson,
} from '../integration/observed-cluster.js';

/** Runs a program as another user. */
const SETPRIV = 'setpriv';
const ALL_FORMATS = 'config,procfile,env,systemd,docker,compose,flags';

function folder(dir: string): ClusterFolder {
  return {dir, cli: (args, options = {}) => runCli(args, {cwd: dir, ...options})};
}

/** A folder below a fresh one, whose processes end with the test. */
function folderNamed(name: string): ClusterFolder {
  const dir = join(tempDir('folder'), name);
  mkdirSync(dir);
  onDispose(() => endProcessesOf(dir));
  return folder(dir);
}

async function bootstrapArgs(more: readonly string[] = []): Promise<string[]> {
  const base = await freeBasePort(1);
  const args = ['bootstrap', 'static', '--members', '1', '--base-port', String(base)];
  return [...args, '--etcd-bin-dir', etcdBinDir('3.7'), ...more];
}

describe('a folder whose name is hard to quote', () => {
  it.each([
    ['spaces', 'my first cluster'],
    ['quotes', `it's "mine"`],
    ['a variable', '$HOME `id` $(id)'],
    ['percent signs', '50% %h %%'],
    ['a backslash', 'back\\slash'],
    ['letters from elsewhere', 'Größe 集群'],
    ['marks of YAML and of the shell', '# a: [b] & c; d | e > f'],
    ['a dash', '-rf'],
  ])('%s: cluster and artifacts work', async (_, name) => {
    const cluster = folderNamed(name);

    await cliOk(cluster, await bootstrapArgs(['--format', ALL_FORMATS, '--start']));
    await assertHealthy(cluster, 1);
    await cliOk(cluster, ['down', '--yes']);

    const {all} = await execa(
      'systemd-analyze',
      ['verify', '--man=no', join(cluster.dir, 'nodes/infra0/etcd-demo-infra0.service')],
      {all: true, reject: false},
    );
    expect(all.split('\n').filter(text => text.includes('etcd-demo-'))).toEqual([]);
    const member = execa(join(cluster.dir, 'nodes/infra0/flags.sh'), [], {
      cwd: '/',
      env: cleanEnv(),
      extendEnv: false,
      stdio: 'ignore',
      reject: false,
    });
    const deadline = performance.now() + 20_000;
    while ((await statusOf(cluster)).cluster.health !== 'healthy') {
      if (performance.now() > deadline) throw new Error('the member that flags.sh started does not serve');
    }
    member.kill('SIGTERM');
    await member;
  });
});

describe('a folder that moves', () => {
  it('under a running cluster: down and up go on in the new place', async () => {
    const cluster = await startCluster({members: 1});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', '1']);
    const moved = folder(join(tempDir('moved'), 'here'));
    renameSync(cluster.dir, moved.dir);
    mkdirSync(cluster.dir);
    onDispose(() => endProcessesOf(moved.dir));

    await cliOk(moved, ['down', '--yes']);
    await cliOk(moved, ['up']);

    expect((await cliOk(moved, ['ctl', '--', 'get', 'a', '--print-value-only'])).stdout).toBe('1\n');
    await assertHealthy(moved, 1);
  });

  it('reached by a link: what was started through it is ours under its real name too', async () => {
    const cluster = folderNamed('real');
    const link = join(tempDir('link'), 'link');
    symlinkSync(cluster.dir, link);
    await runCliOk(await bootstrapArgs(['--dir', link, '--start']), {cwd: '/'});
    onDispose(() => endProcessesOf(link));
    for (const file of readdirSync(join(cluster.dir, '.etcdops/pids')))
      rmSync(join(cluster.dir, '.etcdops/pids', file));

    const {nodes} = await statusOf(cluster);
    const up = await cliOk(cluster, ['up', '--json']);
    await cliOk(cluster, ['down', '--yes']);

    expect(nodes[0]).toMatchObject({managedBy: 'etcdops', healthy: true});
    expect(up.json()).toMatchObject({run: {outcome: 'nothing-to-do'}});
    expect((await statusOf(cluster)).nodes[0]).toMatchObject({running: false});
  });
});

describe('another cluster on the same ports', () => {
  it('is never taken for ours, and never changed', async () => {
    const other = await startCluster({members: 1});
    await cliOk(other, ['down', '--yes']);
    const ours = folderNamed('ours');
    const args = ['bootstrap', 'static', '--members', '1', '--base-port', String(other.basePort)];
    await cliOk(ours, [...args, '--etcd-bin-dir', other.binDir]);
    await cliOk(other, ['up']);
    const pids = etcdPids(other.dir);

    const status = await ours.cli(['status', '--json']);
    const codes = [];
    for (const change of [['up'], ['restart', '--yes'], ['up', '--fresh']]) {
      codes.push((await ours.cli([...change, '--json'])).exitCode);
    }
    await ours.cli(['down', '--yes']);

    expect(status.exitCode).toBe(6);
    expect(status.json()).toMatchObject({cluster: {health: 'down'}, nodes: [{healthy: false}]});
    for (const code of codes) expect([4, 9]).toContain(code);
    expect(etcdPids(other.dir)).toEqual(pids);
    expect(etcdPids(ours.dir).size).toBe(0);
    await assertHealthy(other, 1);
  });
});

describe('a cluster that belongs to another user', () => {
  it.skipIf(process.getuid?.() !== 0)('each command says so, without a stack', async () => {
    const cluster = await startCluster({members: 1});
    chmodSync(cluster.dir, 0o755);
    const as = async (args: readonly string[]): Promise<{exitCode: number | undefined; output: string}> => {
      const {exitCode, all} = await execa(
        SETPRIV,
        ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath, CLI_PATH, ...args],
        {
          cwd: cluster.dir,
          env: cleanEnv({HOME: '/dev/null/home'}),
          extendEnv: false,
          reject: false,
          all: true,
        },
      );
      return {exitCode, output: all};
    };

    for (const command of [
      'status',
      'up',
      'down --yes',
      'restart --yes',
      'logs',
      'down --purge --confirm demo',
    ]) {
      const {exitCode, output} = await as(command.split(' '));
      expect([2, 3, 4, 5, 6, 7], `${command}: ${output}`).toContain(exitCode);
      expect(output, command).not.toContain('E_BUG');
      expect(output, command).toContain('permission denied');
    }
    await assertHealthy(cluster, 1);
  });
});

describe('files that somebody spoiled', () => {
  it.each([
    ['state.json', '{"schemaVersion": 1, "cluster', ['up'], 3],
    ['state.json', '{"schemaVersion": 99}', ['status'], 3],
    ['lock', 'not JSON', ['up'], 0],
    ['lock', '', ['up'], 0],
  ])('.etcdops/%s is %j: %j', async (file, text, args, exitCode) => {
    const cluster = await startCluster({members: 1});
    writeFileSync(join(cluster.dir, '.etcdops', file), text);

    const result = await cluster.cli([...args, '--json']);

    expect(result.exitCode, result.stdout).toBe(exitCode);
    if (exitCode !== 0) expect(result.json<ErrorJson>().error.message).toContain(file);
    expect(etcdPids(cluster.dir).size).toBe(1);
  });
});
