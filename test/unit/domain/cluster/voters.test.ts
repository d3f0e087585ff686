import {describe, expect, it} from 'vitest';

import {judgeCluster} from '../../../../src/lib/domain/cluster/judge.js';
import type {NodeObservation} from '../../../../src/lib/domain/cluster/observation.js';
import type {LiveMember} from '../../../../src/lib/domain/proxies/endpoints.js';
import {anAnswer, idOf, observed, stopped} from '../../../fakes/status.js';

const live = (index: number): LiveMember => ({
  peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`],
  clientUrls: [],
  isLearner: false,
});

/** Members that serve and know these members, and nodes of the spec that do not run. */
function judge(members: readonly number[], serving: readonly number[], idle: readonly number[]) {
  const memberList = members.map(live);
  const nodes: NodeObservation[] = [
    ...serving.map(index => observed(index, {status: anAnswer(index), memberList})),
    ...idle.map(index => stopped(index)),
  ];
  return judgeCluster('demo', undefined, nodes);
}

describe('a spec that has other members than the cluster', () => {
  it('does not count what is no member yet against the quorum', () => {
    const {cluster, nodes, next} = judge([0, 1, 2], [0, 1, 2], [3, 4]);

    expect(cluster).toMatchObject({health: 'degraded', members: 3, faultTolerance: 1});
    expect(nodes[3]).toMatchObject({healthy: false, error: 'is no member of the cluster'});
    expect(next[0]).toBe('etcdops member list');
  });

  it('counts members that it lacks: a confirmed read shows that a quorum serves', () => {
    const {cluster, next} = judge([0, 1, 2, 5, 6], [0, 1], []);

    expect(cluster).toMatchObject({members: 5, faultTolerance: 0});
    expect(cluster.health).not.toBe('down');
    expect(next[0]).toBe('etcdops member list');
  });

  it('is of no matter where both agree', () => {
    expect(judge([0, 1, 2], [0, 1, 2], []).next[0]).not.toBe('etcdops member list');
    expect(judge([0, 1, 2], [0], [1, 2]).cluster).toMatchObject({health: 'down', members: 3});
  });
});

describe('a member whose peer URL somebody has changed', () => {
  const elsewhere = [live(0), {...live(1), id: idOf(1), name: 'infra1', peerUrls: ['http://10.0.0.1:2380']}];
  const judgeAll = (second: NodeObservation) =>
    judgeCluster('demo', undefined, [observed(0, {memberList: elsewhere}), second]);

  it('is known by its id, counts, and is not as the spec has it', () => {
    const {cluster, nodes, next} = judgeAll(observed(1, {name: 'other', memberList: elsewhere}));

    expect(cluster).toMatchObject({health: 'degraded', members: 2, faultTolerance: 0});
    expect(nodes[1]).toMatchObject({
      serving: true,
      healthy: false,
      error: 'the cluster has the peer URL http://10.0.0.1:2380 for it, and the spec http://127.0.0.1:2390',
    });
    expect(next).toEqual(['etcdops plan']);
  });

  it('is well where it has one more: plan tells of that', () => {
    const peerUrls = [...live(1).peerUrls, 'http://localhost:2390'];
    const memberList = [live(0), {...live(1), id: idOf(1), peerUrls}];

    const {nodes, next} = judgeCluster('demo', undefined, [
      observed(0, {memberList}),
      observed(1, {memberList}),
    ]);

    expect(nodes[1]!.error).toBeUndefined();
    expect(next[0]).not.toBe('etcdops plan');
  });

  it('is known by its name where it does not run; why it does not serve comes first', () => {
    const {cluster, nodes, next} = judgeAll(stopped(1));

    expect(cluster).toMatchObject({members: 2, health: 'down'});
    expect(nodes[1]!.error).toBe('refuses connections');
    expect(next).toEqual(['etcdops plan']);
  });
});
