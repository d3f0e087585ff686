import {describe, expect, it} from 'vitest';

import {nextForAwaited} from '../../../../src/lib/domain/cluster/next-for-awaited.js';
import type {NodeObservation} from '../../../../src/lib/domain/cluster/observation.js';
import {anAnswer, CLUSTER_ID, observed, stopped} from '../../../fakes/status.js';

type Listed = NonNullable<NodeObservation['memberList']>[number];

const started = (index: number): Listed => ({
  name: `infra${index}`,
  peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`],
  clientUrls: [`http://127.0.0.1:${2379 + 10 * index}`],
  isLearner: false,
});
const added = (index: number, isLearner = false): Listed => ({
  ...started(index),
  name: '',
  clientUrls: [],
  isLearner,
});

/** It answers for itself, and follows nobody. */
function leaderless(index: number, memberList: readonly Listed[]): NodeObservation {
  const {leaderId: _, ...status} = anAnswer(index);
  return observed(index, {status, memberList, quorumConfirmed: false, error: 'no leader'});
}

const PAIR = [started(0), added(1)];
const LIST = 'etcdops member list';

describe('what to type where a single member waits for a voter that never started', () => {
  it.each<[string, readonly NodeObservation[], string[]]>([
    ['of the spec', [leaderless(0, PAIR), stopped(1)], ['etcdops member add infra1', LIST]],
    ['that the spec does not know', [leaderless(0, PAIR)], [LIST, 'etcdops member add NAME']],
    ['which answers by now', [leaderless(0, PAIR), leaderless(1, PAIR)], []],
    ['beside one that agrees', [observed(0, {memberList: PAIR})], []],
    ['a learner, for which nobody waits', [leaderless(0, [started(0), added(1, true)])], []],
    [
      'beside one that is dead, and may know more of it',
      [leaderless(0, [started(0), started(1), added(2)]), stopped(1), stopped(2)],
      [],
    ],
    ['that would not suffice', [leaderless(0, [started(0), started(1), started(2), added(3)])], []],
  ])('%s', (_, nodes, next) => {
    expect(nextForAwaited(nodes, CLUSTER_ID)).toEqual(next);
  });

  it('of another cluster', () => {
    expect(nextForAwaited([leaderless(0, PAIR)], 'f00')).toEqual([]);
  });
});
