import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {judgeCluster, type ClusterStatus} from '../../../../src/lib/domain/cluster/judge.js';
import type {NodeObservation} from '../../../../src/lib/domain/cluster/observation.js';
import {quorumOf} from '../../../../src/lib/domain/cluster/quorum.js';
import {
  leaderTarget,
  restartOrder,
  restartRefusal,
} from '../../../../src/lib/domain/cluster/restart-rules.js';
import {anAnswer, CLUSTER_ID, idOf, observed, stopped} from '../../../fakes/status.js';

function judge(nodes: readonly NodeObservation[]): ClusterStatus {
  return judgeCluster('demo', CLUSTER_ID, nodes);
}

const learner = (index: number): NodeObservation =>
  observed(index, {status: anAnswer(index, {isLearner: true})});
const alarmed = (index: number): NodeObservation =>
  observed(index, {status: anAnswer(index, {alarms: ['NOSPACE']})});
const three = judge([observed(0), observed(1), observed(2)]);

describe('restartOrder', () => {
  it('leaves the leader to the end and begins with what does not run', () => {
    const status = judge([observed(0), observed(1), stopped(2)]);
    const members = ['infra0', 'infra1', 'infra2'].map(name => ({name}));

    expect(restartOrder(members, status).map(({name}) => name)).toEqual(['infra2', 'infra1', 'infra0']);
  });
});

describe('restartRefusal', () => {
  it.each<[what: string, nodes: NodeObservation[], name: string, refusal: RegExp | undefined]>([
    ['one of three', [observed(0), observed(1), observed(2)], 'infra1', undefined],
    [
      'one of three, another stopped',
      [observed(0), observed(1), stopped(2)],
      'infra1',
      /infra2 does not serve.*only 1 of the 2/,
    ],
    [
      'one of five, two stopped',
      [observed(0), observed(1), observed(2), stopped(3), stopped(4)],
      'infra1',
      /infra3, infra4 do not serve/,
    ],
    ['one of three with an alarm, all with one', [alarmed(0), alarmed(1), alarmed(2)], 'infra1', undefined],
    [
      'one of three, another stopped, the third with an alarm',
      [alarmed(0), observed(1), stopped(2)],
      'infra1',
      /infra2 does not serve/,
    ],
    ['the stopped one', [observed(0), observed(1), stopped(2)], 'infra2', undefined],
    ['the only one', [observed(0)], 'infra0', /needs 1 and has 0 beside it; down and up/],
    ['one of two', [observed(0), observed(1)], 'infra1', /needs 2 and has 1 beside it/],
    ['a learner', [observed(0), learner(1)], 'infra1', undefined],
    ['a voter beside a learner', [observed(0), learner(1)], 'infra0', /needs 1 and has 0/],
    [
      'one of three beside a learner that is stopped',
      [observed(0), observed(1), observed(2), {...stopped(3), learner: true}],
      'infra1',
      undefined,
    ],
  ])('%s', (_, nodes, name, refusal) => {
    const found = restartRefusal(judge(nodes), name);

    if (refusal === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(refusal);
  });
});

describe('leaderTarget', () => {
  it('is the healthy voter with the most of the log', () => {
    const late = observed(1, {status: anAnswer(1, {raftAppliedIndex: 90})});

    expect(leaderTarget(judge([observed(0), late, observed(2)]), 'infra0')).toEqual({
      name: 'infra2',
      memberId: idOf(2),
    });
  });

  it('is one with an alarm where there is no other', () => {
    expect(leaderTarget(judge([observed(0), alarmed(1), stopped(2)]), 'infra0')?.name).toBe('infra1');
    const late = observed(2, {status: anAnswer(2, {raftAppliedIndex: 90})});
    expect(leaderTarget(judge([observed(0), alarmed(1), late]), 'infra0')?.name).toBe('infra2');
  });

  it.each<[what: string, status: ClusterStatus, name: string]>([
    ['it does not lead', three, 'infra1'],
    ['it is alone', judge([observed(0)]), 'infra0'],
    ['all others are down or learners', judge([observed(0), stopped(1), learner(2)]), 'infra0'],
    ['nobody knows it', three, 'infra9'],
  ])('is nobody where %s', (_, status, name) => {
    expect(leaderTarget(status, name)).toBeUndefined();
  });
});

type Condition = 'well' | 'learner' | 'stopped' | 'hanging' | 'alarm' | 'cut off';

function inCondition(condition: Condition, index: number): NodeObservation {
  if (condition === 'learner') return learner(index);
  if (condition === 'stopped') return stopped(index);
  if (condition === 'alarm') return alarmed(index);
  if (condition === 'cut off') return observed(index, {quorumConfirmed: false, error: 'x'});
  const {status: _, ...hanging} = observed(index, {quorumConfirmed: false, error: 'x'});
  return condition === 'hanging' ? hanging : observed(index);
}

const conditions = fc.array(
  fc.constantFrom<Condition>('well', 'well', 'well', 'learner', 'stopped', 'hanging', 'alarm', 'cut off'),
  {minLength: 1, maxLength: 9},
);

/** Counted without the judgement under test: who answers, knows the leader and has the quorum votes, alarm or not. */
function voters(nodes: readonly NodeObservation[]): {all: number; voting: string[]} {
  const all = nodes.filter(({status}) => status?.isLearner !== true);
  const voting = all.filter(({status, quorumConfirmed}) => status !== undefined && quorumConfirmed);
  return {all: all.length, voting: voting.map(({name}) => name)};
}

describe('a rolling restart', () => {
  it('never takes the serving voters below the quorum', () => {
    fc.assert(
      fc.property(conditions, all => {
        let nodes = all.map(inCondition);
        for (const {name} of restartOrder(nodes, judge(nodes))) {
          const index = nodes.findIndex(node => node.name === name);
          const target = judge(nodes).nodes[index]!;
          if (restartRefusal(judge(nodes), name) !== undefined) continue;
          const {all: count, voting} = voters(nodes);
          const remaining = voting.filter(other => other !== name);
          if (target.isLearner !== true) expect(remaining.length).toBeGreaterThanOrEqual(quorumOf(count));
          // It comes back well, as the workflow waits for it.
          nodes = nodes.map((node, at) =>
            at === index && target.isLearner !== true ? observed(index) : node,
          );
        }
      }),
      {numRuns: 500},
    );
  });

  it('stops everybody once, the leader last', () => {
    fc.assert(
      fc.property(conditions, all => {
        const nodes = all.map(inCondition);
        const status = judge(nodes);
        const order = restartOrder(nodes, status).map(({name}) => name);

        expect([...order].sort()).toEqual(nodes.map(({name}) => name).sort());
        const leader = status.nodes.find(({isLeader}) => isLeader === true);
        if (leader !== undefined) expect(order.at(-1)).toBe(leader.name);
      }),
    );
  });
});
