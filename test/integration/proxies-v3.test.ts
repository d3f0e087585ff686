import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {startWriters} from '../helpers/grpc-writers.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {cliOk, statusOf} from './observed-cluster.js';
import {environmentFor, nodeOf, startEtcdctl, waysThrough, type Etcdctl} from './proxy-run.js';

const WAYS = ['gateway0', 'grpc-proxy0'] as const;
const CLIENTS = 3;
/** So many acknowledged writes before and after the kill show that writing went on. */
const WRITES = 100;

describe.each(ETCD_TEST_LINES)('gateway and gRPC proxy, etcd %s', line => {
  let cluster: TestCluster;
  let ways: Readonly<Record<(typeof WAYS)[number], Etcdctl>>;

  beforeAll(async () => {
    cluster = await startCluster({line, gateways: 1, grpcProxies: 1});
    ways = await waysThrough(cluster, WAYS);
  });

  it.each(WAYS)('%s: what is written is read, and deleted', async way => {
    const etcdctl = ways[way];

    expect(await etcdctl('put', `${way}/a`, '1')).toBe('OK');
    expect(await cluster.etcdctl('get', `${way}/a`)).toBe(`${way}/a\n1`);
    await cluster.etcdctl('put', `${way}/b`, '2');
    expect(await etcdctl('get', `${way}/`, '--prefix', '--print-value-only')).toBe('1\n2');
    expect(await etcdctl('del', `${way}/`, '--prefix')).toBe('2');
    expect(await cluster.etcdctl('get', `${way}/`, '--prefix')).toBe('');
  });

  it.each(WAYS)('%s: a watch sees what others write, in its order', async way => {
    const key = `${way}/watched`;
    const env = await environmentFor(cluster, way);
    const watch = startEtcdctl(cluster, env, ['watch', key, '--rev', '1']);

    for (const value of ['one', 'two', 'three']) await cluster.etcdctl('put', key, value);
    await cluster.etcdctl('del', key);

    await waitUntil(() => watch.output().includes('DELETE'), 20_000, 'the watch has seen all');
    expect(watch.output().split('\n').filter(Boolean)).toEqual([
      ...['one', 'two', 'three'].flatMap(value => ['PUT', key, value]),
      ...['DELETE', key],
    ]);
  });

  it.each(WAYS)('%s: a lease is granted, kept alive and revoked, and its key goes with it', async way => {
    const etcdctl = ways[way];
    const [, id = ''] =
      /^lease (\w+) granted with TTL\(60s\)/.exec(await etcdctl('lease', 'grant', '60')) ?? [];

    await etcdctl('put', `${way}/leased`, 'yes', `--lease=${id}`);

    expect(await etcdctl('lease', 'keep-alive', '--once', id)).toContain(
      `lease ${id} keepalived with TTL(60)`,
    );
    expect(await etcdctl('lease', 'timetolive', id, '--keys')).toContain(`${way}/leased`);
    expect(await cluster.etcdctl('get', `${way}/leased`, '--print-value-only')).toBe('yes');
    expect(await etcdctl('lease', 'revoke', id)).toContain(`lease ${id} revoked`);
    expect(await cluster.etcdctl('get', `${way}/leased`)).toBe('');
  });

  // The connection to a gateway ends with the one behind it. A gRPC proxy keeps its client's, and where the leader dies a
  // client may meet both: the end of the connection behind, and then a proposal that was lost with the leader.
  it.each([
    ['a follower', {gateway0: 1, 'grpc-proxy0': 1}],
    ['the leader', {gateway0: 1, 'grpc-proxy0': 2}],
  ] as const)(
    '%s is killed: a connection sees few errors, and no acknowledged write is lost',
    async (who, most) => {
      const {cluster: shown, nodes} = await statusOf(cluster);
      const follower = nodes.find(({role, name}) => role === 'member' && name !== shown.leader)!.name;
      const pid = cluster.pidOf(who === 'the leader' ? shown.leader! : follower);
      const writers = WAYS.map(way => ({
        way,
        ...startWriters([nodeOf(cluster, way).clientUrl], `${who}/${way}`, CLIENTS),
      }));
      await Promise.all(writers.map(one => one.writeOn(WRITES)));

      process.kill(pid, 'SIGKILL');
      await waitUntil(() => !isRunning(pid), 10_000, 'the member is gone');
      await Promise.all(writers.map(one => one.writeOn(WRITES)));

      for (const {way, stop} of writers) {
        const {acknowledged, errors} = await stop();
        console.log(
          `etcd ${line}, ${who} killed, ${way}: ${acknowledged.length} writes, errors of each connection:`,
          errors.map(seen => seen.length),
        );
        expect(Math.max(...errors.map(seen => seen.length))).toBeLessThanOrEqual(most[way]);
        // Linearizable, by a client of its own that knows all members.
        const keys = await cluster.etcdctl('get', `${who}/${way}/`, '--prefix', '--keys-only');
        const found = new Set(keys.split('\n'));
        expect(acknowledged.filter(key => !found.has(key))).toEqual([]);
      }
      await cliOk(cluster, ['up']);
    },
  );
});
