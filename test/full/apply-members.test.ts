import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';
import {stringify} from 'yaml';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {change, membersOf, sparePort, specOf, type ListedMember} from '../integration/changed-cluster.js';
import {assertKept} from '../integration/kept-members.js';
import {cliOk} from '../integration/observed-cluster.js';

const SLOWEST_MS = 240_000;

/** One member less, two more, another setting of the first. */
function editSpec(cluster: TestCluster): void {
  const {nodes, ...rest} = specOf(cluster);
  const [first, , ...others] = nodes;
  const changed = {...first!, settings: {'quota-backend-bytes': 4_294_967_296}};
  const added = [3, 4].map(index => {
    const client = cluster.basePort + 10 * (index + 1);
    const ports = {client, peer: client + 1, metrics: client + 2};
    return {name: `infra${index}`, role: 'member', host: '127.0.0.1', ports};
  });
  const text = stringify({...rest, nodes: [changed, ...others, ...added]});
  writeFileSync(join(cluster.dir, 'etcdops.yaml'), text);
}

/** Other client ports for all members, another peer port for one of them, and one more member. */
function moveAll(cluster: TestCluster): void {
  const {nodes, ...rest} = specOf(cluster);
  const members = nodes.filter(({role}) => role === 'member');
  const moved = members.map(({ports, ...node}, index) => ({
    ...node,
    ports: {
      ...ports,
      client: sparePort(cluster, index),
      ...(index === 1 ? {peer: sparePort(cluster, 9)} : {}),
    },
  }));
  const client = cluster.basePort + 70;
  const ports = {client, peer: client + 1, metrics: client + 2};
  const added = {name: 'infra9', role: 'member', host: '127.0.0.1', ports};
  const proxies = nodes.filter(({role}) => role !== 'member');
  writeFileSync(
    join(cluster.dir, 'etcdops.yaml'),
    stringify({...rest, nodes: [...moved, added, ...proxies]}),
  );
}

/** Names of nodes by what plan says of their processes: anew, for the first time, or not any more. */
function processesIn(plan: string): Record<'restarted' | 'started' | 'stopped', string[]> {
  const named = (pattern: RegExp): string[] => [...plan.matchAll(pattern)].map(([, name]) => name!).sort();
  return {
    restarted: named(/\brestart (\w+)/g),
    started: named(/(?<!re)\bstart (\w+)/g),
    stopped: named(/\bstop (\w+)/g),
  };
}

/** By name, of the nodes that the spec has. */
function pidsOf(cluster: TestCluster): Map<string, number> {
  return new Map(specOf(cluster).nodes.map(({name}) => [name, cluster.pidOf(name)]));
}

describe.each(['3.4', '3.7'] as const)('a spec that somebody has edited, etcd %s', line => {
  it('is applied: what plan says restarts does, and nothing else', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, gateways: 1});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);
    const before = pidsOf(cluster);
    editSpec(cluster);
    const {stdout} = await cliOk(cluster, ['plan']);

    await change(cluster, ['apply']);

    const after = pidsOf(cluster);
    const isAnew = (name: string): boolean => after.get(name) !== before.get(name);
    const seen = {
      restarted: [...before.keys()].filter(name => after.has(name) && isAnew(name)).sort(),
      started: [...after.keys()].filter(name => !before.has(name)).sort(),
      stopped: [...before.keys()].filter(name => !after.has(name)).sort(),
    };
    expect(processesIn(stdout), stdout).toEqual(seen);
    expect(seen.restarted).toContain('infra0');
    expect((await membersOf(cluster)).map(({name}) => name)).toEqual([
      'infra0',
      'infra2',
      'infra3',
      'infra4',
    ]);
    await assertKept(cluster);

    // The peer URLs with a second one, as somebody may add it with etcdctl.
    const [{id, peerUrl}] = (await membersOf(cluster)) as [ListedMember];
    const urls = `${peerUrl},${peerUrl.replace('127.0.0.1', 'localhost')}`;
    await cliOk(cluster, ['ctl', '--', 'member', 'update', id, `--peer-urls=${urls}`]);
    moveAll(cluster);
    const {next} = (await cluster.cli(['status', '--json'])).json<{next: string[]}>();

    await change(cluster, ['apply']);

    expect(next).toEqual(['etcdops plan']);
    expect((await membersOf(cluster)).map(({name}) => name)).toContain('infra9');
    await assertKept(cluster);
  });
});
