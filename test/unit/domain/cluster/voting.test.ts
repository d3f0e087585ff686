import {describe, expect, it} from 'vitest';

import type {NodeObservation} from '../../../../src/lib/domain/cluster/observation.js';
import {restartRefusal} from '../../../../src/lib/domain/cluster/restart-rules.js';
import {strangerVoters, votingOf} from '../../../../src/lib/domain/cluster/voting.js';
import type {LiveMember} from '../../../../src/lib/domain/proxies/endpoints.js';
import {CLUSTER_ID, idOf, observed, stopped} from '../../../fakes/status.js';

const live = (index: number, change: Partial<LiveMember> = {}): LiveMember => ({
  id: idOf(index),
  name: `infra${index}`,
  peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`],
  clientUrls: [`http://127.0.0.1:${2379 + 10 * index}`],
  isLearner: false,
  ...change,
});
const added = (index: number, change: Partial<LiveMember> = {}): LiveMember =>
  live(index, {name: '', clientUrls: [], ...change});

const THREE = [live(0), live(1), live(2)];
const NEVER_STARTED = `the member at http://127.0.0.1:2410 (${idOf(3)}, never started)`;

/** The first members of the spec, which serve and know these members, and others of it that do not run. */
function seen(memberList: readonly LiveMember[], {serving = 3, idle = [] as readonly number[]} = {}) {
  const members: NodeObservation[] = [
    ...Array.from({length: serving}, (_, index) => observed(index, {memberList})),
    ...idle.map(index => stopped(index)),
  ];
  return {members, clusterId: CLUSTER_ID};
}

/** @param alive those that the spec does not have and that serve */
function refusal(cluster: ReturnType<typeof seen>, name: string, alive: readonly string[] = []) {
  const serving = strangerVoters(cluster).filter(({name: one = ''}) => alive.includes(one));
  return restartRefusal(votingOf(cluster, serving), name);
}

describe('a restart beside voters that the spec does not have', () => {
  it('is refused where one never started: it counts', () => {
    expect(refusal(seen([...THREE, added(3)]), 'infra1')).toBe(
      `stopping infra1 would cost the cluster its quorum: ${NEVER_STARTED} does not serve, and without infra1 only 2 of the 3 needed remain`,
    );
  });

  it('names all that do not serve, of both sides', () => {
    const five = [...THREE, live(3), live(4)];

    expect(refusal(seen(five, {serving: 2, idle: [2]}), 'infra1', ['infra3'])).toContain(
      `infra2, infra4 (${idOf(4)}) do not serve, and without infra1 only 2 of the 3 needed remain`,
    );
  });

  it('goes on where those serve, or where enough do beside them', () => {
    const five = [...THREE, live(3), live(4)];

    expect(refusal(seen(five), 'infra1', ['infra3', 'infra4'])).toBeUndefined();
    expect(refusal(seen(five), 'infra1', ['infra4'])).toBeUndefined();
    expect(refusal(seen(five), 'infra1')).toMatch(/only 2 of the 3/);
  });

  it('takes one of the name of a node for what it is', () => {
    const other = added(3, {name: 'infra1'});

    expect(refusal(seen([...THREE, other]), 'infra1')).toContain(`infra1 (${idOf(3)}) does not serve`);
  });

  it('is of no matter to learners', () => {
    expect(refusal(seen([...THREE, added(3, {isLearner: true})]), 'infra1')).toBeUndefined();
  });
});

describe('a restart beside nodes that are no members yet', () => {
  it('goes on: they do not count', () => {
    expect(refusal(seen(THREE, {idle: [3, 4]}), 'infra1')).toBeUndefined();
  });
});

it('goes by the spec where nobody tells who the members are', () => {
  const alone = observed(0, {quorumConfirmed: false, error: 'x', memberList: [...THREE, added(3)]});
  const cluster = {members: [alone, stopped(1), stopped(2)], clusterId: CLUSTER_ID};

  expect(strangerVoters(cluster)).toEqual([]);
  expect(refusal(cluster, 'infra0')).toMatch(/infra1, infra2 do not serve, .* only 0 of the 2 needed/);
  const learner = {...stopped(3), learner: true};
  expect(refusal({...cluster, members: [...cluster.members, learner]}, 'infra3')).toBeUndefined();
  expect(refusal({members: [observed(0)], clusterId: CLUSTER_ID}, 'infra0')).toMatch(/down and up/);
});
