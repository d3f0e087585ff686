import {describe, expect, it} from 'vitest';

import type {EtcdApi} from '../../../src/lib/adapters/etcd-api/etcd-api.js';
import type {ListedMember} from '../../../src/lib/adapters/etcd-api/parse.js';
import {OpsError} from '../../../src/lib/errors/ops-error.js';
import {observeMembership} from '../../../src/lib/queries/observe-membership.js';
import {createFakeClock} from '../../fakes/fake-clock.js';
import {refusalOf} from '../../fakes/refusal.js';
import {aSpec, members} from '../../fakes/spec.js';
import {anAnswer, CLUSTER_ID, idOf} from '../../fakes/status.js';
import {strict} from '../../fakes/strict.js';
import {watchMembership} from '../../fakes/watch-membership.js';

const SPEC = aSpec({nodes: members(2)});
const urlOf = (index: number): string => `http://127.0.0.1:${2379 + 10 * index}`;

function listed(index: number): ListedMember {
  return {
    id: idOf(index),
    name: `infra${index}`,
    peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`],
    clientUrls: [urlOf(index)],
    isLearner: false,
  };
}

interface Cluster {
  /** The numbers of those that answer. */
  readonly living: Set<number>;
  /** What each of them lists. */
  lists: (index: number) => readonly ListedMember[];
  hasQuorum: boolean;
  readonly learners: Set<number>;
  readonly asked: string[];
}

function aCluster(count: number): Cluster {
  const all = Array.from({length: count}, (_, index) => index);
  return {
    living: new Set(all),
    lists: () => all.map(listed),
    hasQuorum: true,
    learners: new Set(),
    asked: [],
  };
}

function observerOf(cluster: Cluster) {
  const at = (what: string, url: string): number => {
    cluster.asked.push(`${what} ${url}`);
    const index = (Number(new URL(url).port) - 2379) / 10;
    if (!cluster.living.has(index)) throw new Error('connect ECONNREFUSED');
    return index;
  };
  const etcdApi = strict<EtcdApi>('etcdApi', {
    async status(url) {
      const index = at('status', url);
      const {leaderId, ...rest} = anAnswer(index, {isLearner: cluster.learners.has(index)});
      return cluster.hasQuorum ? {...rest, leaderId: leaderId!} : rest;
    },
    async memberList(url) {
      const index = at('list', url);
      return {clusterId: CLUSTER_ID, members: cluster.lists(index)};
    },
    async confirmQuorum(url) {
      const index = at('confirm', url);
      if (cluster.learners.has(index))
        throw new OpsError('E_UNREACHABLE', 'a learner', {details: {reason: 'not-for-learner'}});
      if (!cluster.hasQuorum) throw new OpsError('E_UNREACHABLE', 'etcdserver: request timed out');
    },
  });
  return {clock: createFakeClock(), etcdApi, signal: new AbortController().signal};
}

describe('observeMembership', () => {
  it('finds members that the spec does not name, and asks nobody twice', async () => {
    const cluster = aCluster(4);

    const facts = await observeMembership(observerOf(cluster), {spec: SPEC});

    expect(facts.members.map(({name, serving}) => [name, serving])).toEqual([
      ['infra0', true],
      ['infra1', true],
      ['infra2', true],
      ['infra3', true],
    ]);
    expect(cluster.asked.filter(one => one === `status ${urlOf(3)}`)).toHaveLength(1);
  });

  it('reads the list of each member again after its quorum was confirmed', async () => {
    const cluster = aCluster(2);

    await observeMembership(observerOf(cluster), {spec: SPEC});

    const own = cluster.asked.filter(one => one.endsWith(urlOf(0)));
    expect(own.lastIndexOf(`list ${urlOf(0)}`)).toBeGreaterThan(own.lastIndexOf(`confirm ${urlOf(0)}`));
  });

  it('works without a quorum, and says so', async () => {
    const cluster = aCluster(3);
    cluster.living.delete(1);
    cluster.living.delete(2);
    cluster.hasQuorum = false;

    const facts = await observeMembership(observerOf(cluster), {spec: SPEC});

    expect(facts.isConfirmed).toBe(false);
    expect(facts.members.map(({error}) => error)).toEqual([
      'knows no leader',
      'refuses connections',
      'refuses connections',
    ]);
  });

  it('asks a learner once for a linearizable read, which it never answers', async () => {
    const cluster = aCluster(3);
    cluster.learners.add(2);

    await observeMembership(observerOf(cluster), {spec: SPEC});

    expect(cluster.asked.filter(one => one === `confirm ${urlOf(2)}`)).toHaveLength(1);
  });

  it('looks a second time before it believes in a disagreement', async () => {
    const cluster = aCluster(2);
    let looks = 0;
    cluster.lists = index => (index === 1 && ++looks < 3 ? [listed(1)] : [listed(0), listed(1)]);

    expect((await observeMembership(observerOf(cluster), {spec: SPEC})).disagreements).toEqual([]);
  });

  it('tells of a disagreement that stays', async () => {
    const cluster = aCluster(2);
    cluster.lists = index => (index === 1 ? [listed(1)] : [listed(0), listed(1)]);

    const {disagreements} = await observeMembership(observerOf(cluster), {spec: SPEC});

    expect(disagreements.map(({words}) => words)).toEqual(['infra1 does not list infra0']);
  });

  it('says of each why it does not answer where nobody does', async () => {
    const cluster = aCluster(2);
    cluster.living.clear();

    const error = await refusalOf(observeMembership(observerOf(cluster), {spec: SPEC}));

    expect(error).toMatchObject({code: 'E_UNREACHABLE'});
    expect(error.message).toContain(`${urlOf(0)} refuses connections; ${urlOf(1)} refuses connections`);
    expect(error.hints.at(-1)).toBe('etcdops up');
  });

  it('judges nothing by calls that were cut short', async () => {
    const observer = {...observerOf(aCluster(2)), signal: AbortSignal.abort(new Error('Ctrl-C'))};

    await expect(observeMembership(observer, {spec: SPEC})).rejects.toThrow('Ctrl-C');
  });

  it('takes no list for endless', async () => {
    const cluster = aCluster(1);
    cluster.lists = index => [listed(index), listed(index + 1)];
    cluster.living.clear();
    for (let index = 0; index < 1000; index++) cluster.living.add(index);

    await observeMembership(observerOf(cluster), {spec: SPEC});

    expect(new Set(cluster.asked).size).toBeLessThan(200);
  });
});

describe('watchMembership', () => {
  it('tells for how long a member serves that came later', async () => {
    const cluster = aCluster(3);
    const observer = observerOf(cluster);
    const observe = watchMembership(observer, {spec: SPEC});
    const servingMs = async (): Promise<(number | undefined)[]> =>
      (await observe()).members.map(member => member.servingMs);

    cluster.living.delete(2);
    expect(await servingMs()).toEqual([undefined, undefined, undefined]);
    cluster.living.add(2);
    expect(await servingMs()).toEqual([undefined, undefined, 0]);
    await observer.clock.sleep(3000);
    expect(await servingMs()).toEqual([undefined, undefined, 3000]);
    cluster.living.delete(2);
    await observe();
    cluster.living.add(2);
    expect(await servingMs()).toEqual([undefined, undefined, 0]);
  });
});
