import {describe, expect, it} from 'vitest';

import {judgeCluster, type ClusterStatus} from '../../../../src/lib/domain/cluster/judge.js';
import type {NodeObservation} from '../../../../src/lib/domain/cluster/observation.js';
import type {LiveMember} from '../../../../src/lib/domain/proxies/endpoints.js';
import {anAnswer, CLUSTER_ID, nodeOf, observed, stopped} from '../../../fakes/status.js';

function judge(nodes: readonly NodeObservation[]): ClusterStatus {
  return judgeCluster('demo', CLUSTER_ID, nodes);
}

const learner = (index: number, change: Partial<NodeObservation> = {}): NodeObservation =>
  observed(index, {status: anAnswer(index, {isLearner: true}), ...change});
const stoppedLearner = (index: number): NodeObservation => ({...stopped(index), learner: true});
const leaderless = (index: number, isLearner: boolean): NodeObservation => {
  const {leaderId: _, ...status} = anAnswer(index, {isLearner});
  return observed(index, {status, quorumConfirmed: false, error: 'no linearizable read: timed out'});
};
/** As the membership lists it. */
const live = (index: number, isLearner = false): LiveMember => {
  return {peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`], clientUrls: [], isLearner};
};

describe('a cluster with a learner', () => {
  it.each<[what: string, nodes: NodeObservation[], expected: Partial<ClusterStatus['cluster']>]>([
    // etcd refuses each linearizable read of a learner.
    [
      'whose reads are refused',
      [observed(0), learner(1, {quorumConfirmed: false, error: 'no linearizable read: refused'})],
      {health: 'healthy', members: 2, faultTolerance: 0},
    ],
    [
      'that is stopped, as the membership has it',
      [observed(0, {memberList: [live(0), live(1, true)]}), stopped(1)],
      {health: 'degraded', faultTolerance: 0},
    ],
    [
      'that is stopped and votes by now, whatever the spec says',
      [observed(0, {memberList: [live(0), live(1)]}), stoppedLearner(1)],
      {health: 'down', faultTolerance: 0},
    ],
    [
      'that is stopped, where nobody tells who the members are',
      [observed(0), observed(1), observed(2), stoppedLearner(3)],
      {health: 'degraded', faultTolerance: 1},
    ],
    [
      'that is stopped, beside a voter that is stopped too',
      [observed(0), observed(1), stopped(2), stoppedLearner(3)],
      {health: 'degraded', faultTolerance: 0},
    ],
    ['that knows no leader', [leaderless(0, false), leaderless(1, true)], {health: 'down', leader: null}],
  ])('%s', (_, nodes, expected) => {
    expect(judge(nodes).cluster).toMatchObject(expected);
  });
});

describe('a learner, or none', () => {
  it.each<[what: string, nodes: NodeObservation[], role: string, isLearner?: boolean]>([
    ['as it says itself', [observed(0), learner(1)], 'learner', true],
    ['as the membership says', [observed(0, {memberList: [live(1, true)]}), observed(1)], 'learner', true],
    ['promoted, and not told yet', [observed(0, {memberList: [live(1)]}), learner(1)], 'member', false],
    ['as a follower says', [observed(0), observed(1, {memberList: [live(1, true)]})], 'learner', true],
    ['as the spec says', [stopped(0), stoppedLearner(1)], 'learner', true],
    ['as nobody says', [stopped(0), stopped(1)], 'member'],
  ])('%s', (_, nodes, role, isLearner) => {
    const found = nodeOf(judge(nodes), 'infra1');

    expect({role: found.role, isLearner: found.isLearner}).toEqual({role, isLearner});
  });
});
