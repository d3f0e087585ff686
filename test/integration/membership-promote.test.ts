import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {change, membersOf, nodeInSpec} from './changed-cluster.js';
import {assertKept} from './kept-members.js';
import {cliOk} from './observed-cluster.js';
import {changeNodes} from './proxy-run.js';

const SLOWEST_MS = 240_000;

/** What clients of the v2 API get at the address of a node. */
async function v2StatusOf(cluster: TestCluster, name: string): Promise<number> {
  const {client} = nodeInSpec(cluster, name).ports;
  return (await fetch(`http://127.0.0.1:${client}/v2/keys/`)).status;
}

async function refusalOf(cluster: TestCluster, args: readonly string[]) {
  const {exitCode, stderr} = await cluster.cli([...args, '--yes']);
  return {exitCode, stderr};
}

describe.each(['3.4', '3.5'] as const)('a v2 proxy becomes a member, etcd %s', line => {
  it('which answers /v2 at the same address', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, members: 1, proxies: 2});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);
    const {client} = nodeInSpec(cluster, 'proxy0').ports;

    await change(cluster, ['promote', 'proxy0']);

    expect(nodeInSpec(cluster, 'proxy0')).toMatchObject({role: 'member', settings: {'enable-v2': true}});
    expect(nodeInSpec(cluster, 'proxy0').ports['client']).toBe(client);
    expect(await v2StatusOf(cluster, 'proxy0')).toBe(200);
    const data = readdirSync(join(cluster.dir, '.etcdops/data'));
    const aside = data.find(name => name.startsWith('proxy0.proxy-removed-'))!;
    expect(existsSync(join(cluster.dir, '.etcdops/data', aside, 'cluster'))).toBe(true);

    // The last of them: that members speak v2 came with it, and stays.
    await change(cluster, ['promote', 'proxy1', '--as', 'infra1']);
    for (const name of ['infra0', 'proxy0', 'infra1']) expect(await v2StatusOf(cluster, name)).toBe(200);
    await cliOk(cluster, ['restart', '--yes']);
    for (const name of ['infra0', 'proxy0', 'infra1']) expect(await v2StatusOf(cluster, name)).toBe(200);
    await assertKept(cluster);
  });
});

describe.each(['3.4', '3.7'] as const)('a gateway and a gRPC proxy become members, etcd %s', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({line, members: 1, gateways: 1, grpcProxies: 2});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);
  });

  it('the gateway under another name', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['promote', 'gateway0', '--as', 'infra1']);

    expect((await membersOf(cluster)).map(({name}) => name)).toEqual(['infra0', 'infra1']);
    expect(readdirSync(join(cluster.dir, 'nodes'))).not.toContain('gateway0');
    await assertKept(cluster);
  });

  it('the gRPC proxy under its own', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['promote', 'grpc-proxy0']);

    expect(nodeInSpec(cluster, 'grpc-proxy0').role).toBe('member');
    await assertKept(cluster);
  });

  it('one with a namespace only where its clients write the whole key', {timeout: SLOWEST_MS}, async () => {
    await changeNodes(cluster, {'grpc-proxy1': {settings: {namespace: 'app/'}}});
    await cliOk(cluster, ['restart', 'grpc-proxy1', '--yes']);

    const {exitCode, stderr} = await refusalOf(cluster, ['promote', 'grpc-proxy1']);

    expect(exitCode).toBe(4);
    expect(stderr).toContain('--drop-namespace');
    await change(cluster, ['promote', 'grpc-proxy1', '--drop-namespace']);
    expect(nodeInSpec(cluster, 'grpc-proxy1').settings).toBeUndefined();
    await assertKept(cluster);
  });

  it('a learner as well; a voter is one already', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['member', 'add', 'infra5', '--learner-only']);

    const misplaced = await refusalOf(cluster, ['promote', 'infra5', '--as', 'infra6']);
    expect(misplaced).toMatchObject({exitCode: 2});
    expect(misplaced.stderr).toContain('--as is for a proxy');
    await change(cluster, ['promote', 'infra5']);
    const again = await cliOk(cluster, ['promote', 'infra5', '--yes', '--json']);

    expect(again.json<{run: {outcome: string}}>().run.outcome).toBe('nothing-to-do');
    expect((await membersOf(cluster)).filter(({isLearner}) => isLearner)).toEqual([]);
    await assertKept(cluster);
  });
});
