import {describe, expect, it} from 'vitest';

import type {MemberListing, ShownMember} from '../../src/lib/domain/membership/member-listing.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {addByHand} from './joined-member.js';
import {cliOk, type ErrorJson} from './observed-cluster.js';
import {edit} from './observed-proxies.js';

async function listOf(cluster: TestCluster): Promise<MemberListing> {
  const result = await cluster.cli(['member', 'list', '--json']);
  expect(result.exitCode).toBe(0);
  return result.json<MemberListing>();
}

async function killed(cluster: TestCluster, ...names: readonly string[]): Promise<void> {
  const pids = names.map(name => cluster.pidOf(name));
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await waitUntil(() => !pids.some(isRunning), 5000, `${names.join()} are gone`);
}

function named({members}: MemberListing, name: string): ShownMember | undefined {
  return members.find(member => member.name === name);
}

const LATER = {timeout: 15_000, interval: 200};

describe.each(['3.4', '3.7'] as const)('member list of etcd %s', line => {
  it('shows voters, a learner, a dead one, and what spec and cluster do not have alike', async () => {
    const cluster = await startCluster({line, members: 1});
    const well = await listOf(cluster);
    expect(well).toMatchObject({
      schemaVersion: 1,
      cluster: {name: 'demo', isConfirmed: true, leader: 'infra0', voters: 1, learners: 0, faultTolerance: 0},
      members: [{name: 'infra0', node: 'infra0', isLeader: true, healthy: true, started: true, raftLag: 0}],
      notMembers: [],
      next: ['etcdops status'],
    });

    const {id} = await addByHand(cluster, 'infra1', {learner: true});
    const added = await listOf(cluster);
    expect(added.members).toContainEqual(
      expect.objectContaining({
        id,
        name: '',
        node: 'infra1',
        isLearner: true,
        started: false,
        healthy: false,
      }),
    );
    expect(added.next).toEqual(['etcdops up infra1', 'etcdops member remove infra1']);

    await cliOk(cluster, ['up', 'infra1']);
    const joined = await listOf(cluster);
    expect(named(joined, 'infra1')).toMatchObject({isLearner: true, started: true, healthy: true});
    expect(joined.next).toEqual(['etcdops member promote infra1']);

    edit(cluster, 'etcdops.yaml', text => text.replace(/^.*name: infra1,.*\n/m, ''));
    const {stdout, exitCode} = await cluster.cli(['member', 'list']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`infra1 (${id}) is a member, and the spec does not know it`);
    expect(stdout).toMatch(/Next: etcdops member promote/);
  });

  it('works without a quorum, and ends with 6 where nobody answers', async () => {
    const cluster = await startCluster({line});
    await killed(cluster, 'infra2');
    const next = ['etcdops up infra2', 'etcdops member replace infra2'];
    // If it led, the others have to elect one of themselves first.
    await expect.poll(async () => (await listOf(cluster)).next, LATER).toEqual(next);
    const degraded = await listOf(cluster);
    expect(named(degraded, 'infra2')).toMatchObject({healthy: false, error: 'refuses connections'});

    await killed(cluster, 'infra1');
    const lost = {isConfirmed: false, leader: null, voters: 3, faultTolerance: 0};
    // A leader that is alone believes in itself for an election timeout.
    await expect.poll(async () => (await listOf(cluster)).cluster, LATER).toMatchObject(lost);
    expect((await listOf(cluster)).members).toHaveLength(3);

    await killed(cluster, 'infra0');
    const nobody = await cluster.cli(['member', 'list', '--json']);
    expect(nobody.exitCode).toBe(6);
    expect(nobody.json<ErrorJson>().error).toMatchObject({code: 'E_UNREACHABLE', exitCode: 6});
  });
});
