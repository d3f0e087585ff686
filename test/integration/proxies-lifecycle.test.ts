import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {isRunning} from '../helpers/processes.js';
import {cliOk} from './observed-cluster.js';
import {eventually, nodeOf} from './proxy-run.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];
const V3_PROXIES = ['gateway0', 'grpc-proxy0', 'grpc-proxy1'];

interface RunJson {
  readonly run: {readonly steps: readonly {readonly id: string; readonly outcome: string}[]};
}

/** The nodes of the steps of one kind that were run, in their order. */
function ranOf({run}: RunJson, kind: string): string[] {
  return run.steps
    .filter(({id, outcome}) => id.startsWith(`${kind}:`) && outcome === 'ran')
    .map(({id}) => id.slice(kind.length + 1));
}

/** Ticks since the machine started, as the kernel has it. */
function startTimeOf({dir}: TestCluster, name: string): number {
  const text = readFileSync(join(dir, '.etcdops/pids', `${name}.json`), 'utf8');
  return Number((JSON.parse(text) as {startTime: string}).startTime);
}

function pidsOfAll(cluster: TestCluster): Map<string, number> {
  return new Map(cluster.nodes.map(({name}) => [name, cluster.pidOf(name)]));
}

describe.each([
  ['3.4', ['proxy0', ...V3_PROXIES]],
  ['3.5', ['proxy0', ...V3_PROXIES]],
  ['3.7', V3_PROXIES],
] as const)('all roles in one cluster, etcd %s', (line, proxies) => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({
      line,
      proxies: proxies.length - V3_PROXIES.length,
      gateways: 1,
      grpcProxies: 2,
      start: false,
    });
  });

  it('up starts the members, and the proxies once they are healthy', async () => {
    const result = (await cliOk(cluster, ['up', '--json'])).json<RunJson>();

    const {steps} = result.run;
    const started = ranOf(result, 'start-etcd');
    expect(started.slice(0, 3).sort()).toEqual(MEMBERS);
    expect(started.slice(3).sort()).toEqual([...proxies].sort());
    const healthy = steps.findIndex(({id}) => id === 'verify-health');
    expect(steps.findIndex(({id}) => id === 'start-etcd:gateway0')).toBeGreaterThan(healthy);
    expect(steps.findIndex(({id}) => id === 'start-etcd:infra2')).toBeLessThan(healthy);
    const times = (names: readonly string[]): number[] => names.map(name => startTimeOf(cluster, name));
    expect(Math.max(...times(MEMBERS))).toBeLessThanOrEqual(Math.min(...times(proxies)));
  });

  it('up again starts nothing, and brings back alone what was killed', async () => {
    const before = pidsOfAll(cluster);
    expect(ranOf((await cliOk(cluster, ['up', '--json'])).json<RunJson>(), 'start-etcd')).toEqual([]);
    process.kill(cluster.pidOf('gateway0'), 'SIGKILL');

    const result = (await cliOk(cluster, ['up', '--json'])).json<RunJson>();

    expect(ranOf(result, 'start-etcd')).toEqual(['gateway0']);
    const after = pidsOfAll(cluster);
    expect([...after].filter(([name, pid]) => before.get(name) !== pid).map(([name]) => name)).toEqual([
      'gateway0',
    ]);
  });

  it.each(proxies)('restart %s touches only it', async name => {
    const before = pidsOfAll(cluster);

    const result = (await cliOk(cluster, ['restart', name, '--yes', '--json'])).json<RunJson>();

    expect(ranOf(result, 'restart-etcd')).toEqual([name]);
    const after = pidsOfAll(cluster);
    expect([...after].filter(([node, pid]) => before.get(node) !== pid).map(([node]) => node)).toEqual([
      name,
    ]);
    expect([...after.values()].every(isRunning)).toBe(true);
    const host = nodeOf(cluster, name).clientUrl;
    await eventually(() => fetch(`${host}/health`), `${name} answers`);
  });

  // Of all it would take long: etcd waits 7 s for the streams that a gRPC proxy holds open before it ends.
  it('restart of members and proxies: the members first, whatever was typed first', async () => {
    const names = ['infra0', ...proxies].reverse();

    const result = (await cliOk(cluster, ['restart', ...names, '--yes', '--json'])).json<RunJson>();

    const restarted = ranOf(result, 'restart-etcd');
    expect(restarted[0]).toBe('infra0');
    expect([...restarted].sort()).toEqual([...names].sort());
  });

  it('logs has each of them under its name, and only those that are asked for', async () => {
    const {stdout: all} = await cliOk(cluster, ['logs']);
    const {stdout: one} = await cliOk(cluster, ['logs', 'grpc-proxy1']);

    for (const name of [...MEMBERS, ...proxies]) expect(all).toMatch(new RegExp(`^${name} `, 'm'));
    expect(one).not.toBe('');
    expect(one).not.toContain('infra0 ');
  });

  it('down stops the proxies, then the members', async () => {
    const pids = [...pidsOfAll(cluster).values()];

    const result = (await cliOk(cluster, ['down', '--yes', '--json'])).json<RunJson>();

    const stopped = ranOf(result, 'stop-etcd');
    expect(stopped.slice(0, proxies.length).sort()).toEqual([...proxies].sort());
    expect(stopped.slice(proxies.length).sort()).toEqual(MEMBERS);
    expect(pids.filter(isRunning)).toEqual([]);
  });
});
