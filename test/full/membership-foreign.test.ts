import {existsSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import type {ClusterStatus} from '../../src/lib/domain/cluster/judge.js';
import type {MemberListing} from '../../src/lib/domain/membership/member-listing.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {
  assertInStep,
  change,
  journalOf,
  membersOf,
  type ListedMember,
} from '../integration/changed-cluster.js';
import {killedAtStep} from '../integration/ended-run.js';
import {cliOk, etcdctl, etcdPids, type ErrorJson} from '../integration/observed-cluster.js';

const SLOWEST_MS = 240_000;
/** Nobody listens there. */
const ELSEWHERE = 'http://127.0.0.1:1';

/** Who was just added: on 3.4 each member tells what it has heard of itself. */
async function memberWhere(
  cluster: TestCluster,
  isSo: (member: ListedMember) => boolean,
): Promise<ListedMember> {
  let found: ListedMember | undefined;
  const find = async () => (found = (await membersOf(cluster)).find(isSo));
  await expect.poll(find, {timeout: 20_000, interval: 200}).toBeDefined();
  return found!;
}

function memberNamed(cluster: TestCluster, name: string): Promise<ListedMember> {
  return memberWhere(cluster, member => member.name === name);
}

/** Another operator, with etcdctl; etcd takes no change before its voters have been connected for five seconds. */
async function byEtcdctl(cluster: TestCluster, ...args: string[]): Promise<void> {
  const ask = async () => (await etcdctl(cluster, cluster.endpoints, ['member', ...args])).exitCode;
  await expect.poll(ask, {timeout: 20_000, interval: 200}).toBe(0);
}

/** Of a command that a hint names. */
function words(hint: string): string[] {
  return hint.replace(/^etcdops /, '').split(' ');
}

interface NextJson {
  readonly next: readonly string[];
}

/** Refused for the voter's sake, with nothing stopped. */
async function refusedRestart(cluster: TestCluster, id: string, peerUrl: string): Promise<readonly string[]> {
  const before = etcdPids(cluster.dir);
  const {error} = (await cluster.cli(['restart', 'infra0', '--yes', '--json'])).json<ErrorJson>();
  const voter = `the member at ${peerUrl} (${id}, never started) does not serve`;
  expect(error).toMatchObject({code: 'E_QUORUM', message: expect.stringContaining(voter) as string});
  expect(etcdPids(cluster.dir)).toEqual(before);
  return error.hints;
}

/** The run stops, names what was changed, and changes nothing. */
async function expectDrift(cluster: TestCluster, says: RegExp): Promise<void> {
  const before = await membersOf(cluster);
  const begun = journalOf(cluster).filter(({type}) => type === 'started').length;
  const {exitCode, json} = await cluster.cli(['run', 'resume', '--json']);
  const {error} = json<ErrorJson>();
  expect({exitCode, code: error.code}, error.message).toEqual({exitCode: 9, code: 'E_DRIFTED'});
  expect(error.message).toMatch(says);
  expect(error.hints.at(-1)).toMatch(/^etcdops /);
  expect(await membersOf(cluster)).toEqual(before);
  expect(journalOf(cluster).filter(({type}) => type === 'started')).toHaveLength(begun);
}

describe.each(['3.4', '3.7'] as const)('another operator between two steps, etcd %s', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({line, members: 1});
  });

  it('gives a member another peer URL; taken back, the run goes on', {timeout: SLOWEST_MS}, async () => {
    await killedAtStep(cluster, ['member', 'add', 'infra1'], 'finished start-etcd:infra1');
    const {id, peerUrl} = await memberNamed(cluster, 'infra0');
    await byEtcdctl(cluster, 'update', id, `--peer-urls=${ELSEWHERE}`);

    await expectDrift(
      cluster,
      new RegExp(`infra0 \\(${id}\\) has the peer URL ${ELSEWHERE}, .* ${peerUrl}$`),
    );

    await byEtcdctl(cluster, 'update', id, `--peer-urls=${peerUrl}`);
    await cliOk(cluster, ['run', 'resume']);
    await assertInStep(cluster);
  });

  it('removes the learner; undone, the cluster is as before', {timeout: SLOWEST_MS}, async () => {
    await killedAtStep(cluster, ['member', 'add', 'infra2'], 'finished write-files:infra2');
    const {id} = await memberWhere(cluster, ({isLearner}) => isLearner);
    await byEtcdctl(cluster, 'remove', id);

    await expectDrift(cluster, /infra2/);

    await cliOk(cluster, ['run', 'abort', '--yes']);
    await assertInStep(cluster);
  });

  it('adds a member amid a removal; removed again, the run goes on', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['member', 'add', 'infra2']);
    await killedAtStep(cluster, ['member', 'remove', 'infra2'], 'finished remove-member:infra2');
    await byEtcdctl(cluster, 'add', 'ghost', '--learner', `--peer-urls=${ELSEWHERE}`);
    const {id} = await memberNamed(cluster, '');

    await expectDrift(
      cluster,
      new RegExp(`at ${ELSEWHERE} \\(${id}, never started\\) is a member that this run did not add`),
    );

    expect(existsSync(join(cluster.dir, '.etcdops/data/infra2'))).toBe(true);
    // As the hint says.
    await cliOk(cluster, ['ctl', '--', 'member', 'remove', id]);
    await cliOk(cluster, ['run', 'resume']);
    await assertInStep(cluster);
    expect(await membersOf(cluster)).toHaveLength(2);
  });

  it('gives a member another peer URL amid nothing; it is still known, and goes back as the hint says', async () => {
    const {id, peerUrl} = await memberNamed(cluster, 'infra1');
    await byEtcdctl(cluster, 'update', id, `--peer-urls=${ELSEWHERE}`);

    const status = (await cluster.cli(['status', '--json'])).json<ClusterStatus>();
    const listing = (await cliOk(cluster, ['member', 'list', '--json'])).json<MemberListing>();
    const removal = await cliOk(cluster, ['member', 'remove', 'infra1', '--dry-run']);
    const add = (await cluster.cli(['member', 'add', 'infra2', '--json'])).json<ErrorJson>();
    const apply = (await cluster.cli(['apply', '--yes', '--json'])).json<ErrorJson>();
    const hint = `etcdops member update infra1 --peer-url ${peerUrl}`;
    await change(cluster, hint.split(' ').slice(1));

    expect(status.nodes[1]!.error).toBe(
      `the cluster has the peer URL ${ELSEWHERE} for it, and the spec ${peerUrl}`,
    );
    expect(status.next).toEqual(['etcdops plan']);
    expect(listing.members.find(member => member.id === id)).toMatchObject({
      node: 'infra1',
      specPeerUrl: peerUrl,
    });
    expect(removal.stdout).toContain(`remove infra1 (${id}) from the cluster`);
    expect(add.error.message).toContain(`the cluster has the peer URL ${ELSEWHERE} for infra1`);
    expect(apply.error).toMatchObject({code: 'E_QUORUM', hints: [`with an interruption: ${hint}`]});
  });

  it(
    'adds a voter that never starts: no member stops beside it, until the hint is followed',
    {timeout: SLOWEST_MS},
    async () => {
      await change(cluster, ['member', 'add', 'infra2']);
      await byEtcdctl(cluster, 'add', 'ghost', `--peer-urls=${ELSEWHERE}`);
      const {id} = await memberNamed(cluster, '');

      const hints = await refusedRestart(cluster, id, ELSEWHERE);

      expect(hints).toEqual(['etcdops member list']);
      const listing = (await cliOk(cluster, [...words(hints[0]!), '--json'])).json<NextJson>();
      await change(cluster, words(listing.next[0]!));
      await cliOk(cluster, ['restart', 'infra0', '--yes']);
      await assertInStep(cluster);
    },
  );

  it(
    'finds a voter of a run that was killed: run resume goes before a restart',
    {timeout: SLOWEST_MS},
    async () => {
      await killedAtStep(cluster, ['member', 'add', 'infra3', '--voter'], 'finished add-voter:infra3');
      const {id, peerUrl} = await memberNamed(cluster, '');

      const [hint = ''] = await refusedRestart(cluster, id, peerUrl);

      expect(hint).toBe('etcdops run resume finishes it');
      await cliOk(cluster, ['run', 'resume', '--yes']);
      await cliOk(cluster, ['restart', 'infra0', '--yes']);
      await assertInStep(cluster);
    },
  );
});
