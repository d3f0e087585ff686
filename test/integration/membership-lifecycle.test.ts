import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep, change, nodeInSpec, sparePeerUrl, sparePort} from './changed-cluster.js';
import {killMember} from './killed-run.js';
import {assertDataAside, assertKept, followerOf, idOf, leaderOf, names} from './kept-members.js';
import {cliOk} from './observed-cluster.js';

const SLOWEST_MS = 240_000;

describe.each(['3.4', '3.7'] as const)('members come and go, etcd %s', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({line, members: 1, gateways: 1});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);
  });

  it('from one to three to five, each way to add one', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['member', 'add', 'infra1']);
    await change(cluster, ['member', 'add', 'infra2', '--voter']);
    const learning = await change(cluster, ['member', 'add', 'infra3', '--learner-only']);
    expect(learning.cluster.faultTolerance).toBe(1);
    expect(nodeInSpec(cluster, 'infra3').learner).toBe(true);

    const voting = await change(cluster, ['member', 'promote', 'infra3']);
    expect(nodeInSpec(cluster, 'infra3').learner).toBeUndefined();
    const {cluster: whole} = await change(cluster, ['member', 'add', 'infra4']);

    expect([voting.cluster.members, whole.members, whole.faultTolerance]).toEqual([4, 5, 2]);
    await assertKept(cluster);
  });

  it('gets another peer URL, a follower as well as the leader', {timeout: SLOWEST_MS}, async () => {
    const follower = await followerOf(cluster);
    await change(cluster, ['member', 'update', follower, '--peer-url', sparePeerUrl(cluster, 0)]);
    expect(nodeInSpec(cluster, follower).ports['peer']).toBe(sparePort(cluster, 0));

    const leader = await leaderOf(cluster);
    await change(cluster, ['member', 'update', leader, '--peer-url', sparePeerUrl(cluster, 1)]);
    expect(nodeInSpec(cluster, leader).ports['peer']).toBe(sparePort(cluster, 1));
    await cliOk(cluster, ['validate']);
    await assertKept(cluster);
  });

  it('back to three and to one: the leader, a follower, by an id', {timeout: SLOWEST_MS}, async () => {
    const leader = await leaderOf(cluster);
    await change(cluster, ['member', 'remove', leader]);
    expect(await leaderOf(cluster)).not.toBe(leader);

    const follower = await followerOf(cluster);
    await change(cluster, ['member', 'remove', follower]);
    expect(await names(cluster)).toHaveLength(3);
    const named = await followerOf(cluster);
    await change(cluster, ['member', 'remove', (await idOf(cluster, named)).slice(0, 8)]);
    const last = await followerOf(cluster);
    const {cluster: left} = await change(cluster, ['member', 'remove', last]);

    expect([left.members, left.health]).toEqual([1, 'healthy']);
    for (const name of [leader, follower, named, last]) assertDataAside(cluster, name);
    await assertKept(cluster);
  });

  it('alone, gets another peer URL, and is not removed', {timeout: SLOWEST_MS}, async () => {
    const name = await leaderOf(cluster);
    await change(cluster, ['member', 'update', name, '--peer-url', sparePeerUrl(cluster, 2)]);

    const refused = await cluster.cli(['member', 'remove', name, '--yes']);

    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain(`${name} is the last member`);
    await assertInStep(cluster);
    await assertKept(cluster);
  });
});

// All other ways to replace one are in test/full.
describe.each(['3.4', '3.7'] as const)('a member is replaced, etcd %s', line => {
  it('dead, after kill -9', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, gateways: 1});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);
    const before = await idOf(cluster, 'infra2');
    await killMember(cluster, 'infra2');

    await change(cluster, ['member', 'replace', 'infra2']);

    expect(await idOf(cluster, 'infra2')).not.toBe(before);
    assertDataAside(cluster, 'infra2');
    await assertKept(cluster);
  });
});
