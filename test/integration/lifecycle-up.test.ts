import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {
  assertHealthy,
  cliOk,
  etcdPids,
  statusOf,
  type ErrorJson,
  type StatusJson,
} from './observed-cluster.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];
const GONE_MS = 10_000;

interface UpJson extends StatusJson {
  readonly run: {outcome: string; steps: {id: string; outcome: string}[]};
}

async function killMember(cluster: TestCluster, name: string): Promise<void> {
  const pid = cluster.pidOf(name);
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => !isRunning(pid), GONE_MS, `${name} is gone`);
}

function pidFile({dir}: TestCluster, name: string): string {
  return join(dir, '.etcdops', 'pids', `${name}.json`);
}

async function upJson(cluster: TestCluster): Promise<UpJson> {
  return (await cliOk(cluster, ['up', '--json'])).json<UpJson>();
}

function stepsThatRan({run}: UpJson): string[] {
  return run.steps.filter(({outcome}) => outcome === 'ran').map(({id}) => id);
}

describe.each(['3.4', '3.7'] as const)('up, etcd %s', line => {
  it('does nothing where all is well, and starts just the member that was killed', async () => {
    const cluster = await startCluster({line});
    const before = MEMBERS.map(name => cluster.pidOf(name));

    const idle = await upJson(cluster);
    await killMember(cluster, 'infra1');
    const repair = await upJson(cluster);

    expect(idle.run.outcome).toBe('nothing-to-do');
    expect(idle.cluster.health).toBe('healthy');
    expect(stepsThatRan(repair)).toContain('start-etcd:infra1');
    expect(stepsThatRan(repair).filter(id => id.startsWith('start-'))).toHaveLength(1);
    const after = MEMBERS.map(name => cluster.pidOf(name));
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).not.toBe(before[1]);
    await assertHealthy(cluster);
  });

  it('brings all back after all were killed, with their data', async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['ctl', '--', 'put', 'kept', 'yes']);
    for (const name of MEMBERS) await killMember(cluster, name);

    await cliOk(cluster, ['up']);

    await assertHealthy(cluster);
    expect((await cliOk(cluster, ['ctl', '--', 'get', 'kept', '--print-value-only'])).stdout).toBe('yes\n');
  });

  it('starts the members that are named, and no others', async () => {
    const cluster = await startCluster({line});
    await killMember(cluster, 'infra0');
    await killMember(cluster, 'infra2');

    await cliOk(cluster, ['up', 'infra2']);

    expect([...etcdPids(cluster.dir).keys()].sort()).toEqual(['infra1', 'infra2']);
    const status = await statusOf(cluster);
    expect(status.nodes.map(({healthy}) => healthy)).toEqual([false, true, true]);
  });

  it('of fewer members than a quorum starts them, says what is missing and does not wait for it', async () => {
    const cluster = await startCluster({line});
    await cliOk(cluster, ['down', '--yes']);

    const up = await cluster.cli(['up', 'infra0']);

    expect(up.durationMs).toBeLessThan(15_000);
    expect(up.stdout + up.stderr).toMatch(/1 of 3 .*quorum/);
    expect([...etcdPids(cluster.dir).keys()]).toEqual(['infra0']);
    await cliOk(cluster, ['up']);
    await assertHealthy(cluster);
  });

  it.each([
    ['is missing', (path: string) => rmSync(path)],
    ['is cut off', (path: string) => writeFileSync(path, '{"pid":')],
    [
      'names a process that is not etcd',
      (path: string) => writeFileSync(path, JSON.stringify({pid: process.pid, startTime: '1', bootId: ''})),
    ],
  ])('adopts a process whose pid file %s', async (_, spoil) => {
    const cluster = await startCluster({line, members: 1});
    const pid = cluster.pidOf('infra0');
    spoil(pidFile(cluster, 'infra0'));

    const {nodes} = await statusOf(cluster);
    const up = await upJson(cluster);

    expect(nodes[0]).toMatchObject({pid, managedBy: 'etcdops', healthy: true});
    expect(stepsThatRan(up).filter(id => id.startsWith('start-'))).toEqual([]);
    await assertHealthy(cluster, 1);
    await cliOk(cluster, ['down', '--yes']);
    expect(isRunning(pid)).toBe(false);
  });

  it('takes no other process for the member that its pid file once named', async () => {
    const cluster = await startCluster({line, members: 1});
    const file = pidFile(cluster, 'infra0');
    const record = JSON.parse(readFileSync(file, 'utf8')) as {pid: number};
    await killMember(cluster, 'infra0');
    // The same pid, taken by a process that started at another time.
    writeFileSync(file, JSON.stringify({...record, pid: process.pid}));

    const stopped = await statusOf(cluster);
    await cliOk(cluster, ['down', '--yes']);
    await cliOk(cluster, ['up']);

    expect(stopped.nodes[0]).toMatchObject({running: false, healthy: false});
    await assertHealthy(cluster, 1);
  });

  it('refuses to start a member that has lost its data', async () => {
    const cluster = await startCluster({line});
    await killMember(cluster, 'infra2');
    const data = join(cluster.dir, '.etcdops/data/infra2');
    renameSync(data, `${data}.elsewhere`);

    const refused = await cluster.cli(['up', '--json']);
    const inText = await cluster.cli(['up']);

    expect(refused.exitCode).toBe(4);
    expect(inText.exitCode).toBe(4);
    const {error} = refused.json<ErrorJson>();
    expect(error).toMatchObject({code: 'E_DATA_LOST', exitCode: 4});
    expect(error.message).toContain('infra2');
    expect(error.message).toContain(data);
    expect(error.hints.length).toBeGreaterThan(0);
    expect(etcdPids(cluster.dir).get('infra2')).toBeUndefined();
    expect(existsSync(data)).toBe(false);

    renameSync(`${data}.elsewhere`, data);
    await cliOk(cluster, ['up']);
    await assertHealthy(cluster);
  });

  it.each(['member', 'member/wal'])('refuses to start it also where its %s folder is empty', async folder => {
    const cluster = await startCluster({line, members: 1});
    await killMember(cluster, 'infra0');
    const path = join(cluster.dir, '.etcdops/data/infra0', folder);
    rmSync(path, {recursive: true});
    mkdirSync(path);

    const refused = await cluster.cli(['up', '--json']);

    expect(refused.exitCode).toBe(4);
    expect(refused.json()).toMatchObject({error: {code: 'E_DATA_LOST'}});
  });
});
