import {describe, expect, it} from 'vitest';

import {judgeCluster, type ClusterStatus} from '../../../../src/lib/domain/cluster/judge.js';
import type {NodeObservation} from '../../../../src/lib/domain/cluster/observation.js';
import {anAnswer, CLUSTER_ID, idOf, nodeOf, observed, stopped} from '../../../fakes/status.js';

function judge(nodes: readonly NodeObservation[], recorded: string | undefined = CLUSTER_ID): ClusterStatus {
  return judgeCluster('demo', recorded, nodes);
}

/** It runs and answers for itself, and has no leader. */
const leaderless = (index: number): NodeObservation => {
  const {leaderId: _, ...status} = anAnswer(index);
  return observed(index, {status, quorumConfirmed: false, error: 'no linearizable read: timed out'});
};
const alarmed = (index: number): NodeObservation =>
  observed(index, {status: anAnswer(index, {alarms: ['NOSPACE']})});
const hanging = (index: number): NodeObservation => {
  const {status: _, ...rest} = observed(index, {quorumConfirmed: false, error: 'no answer within 2000 ms'});
  return rest;
};
const gateway: NodeObservation = {
  name: 'gateway0',
  role: 'gateway',
  host: '127.0.0.1',
  clientUrl: 'http://127.0.0.1:2409',
  onThisMachine: true,
  quorumConfirmed: false,
  proxy: {answered: false, error: 'refuses connections'},
};

describe('the cluster', () => {
  it.each<[what: string, nodes: NodeObservation[], expected: Partial<ClusterStatus['cluster']>]>([
    [
      'three well',
      [observed(0), observed(1), observed(2)],
      {health: 'healthy', leader: 'infra0', faultTolerance: 1},
    ],
    ['one well', [observed(0)], {health: 'healthy', leader: 'infra0', faultTolerance: 0, members: 1}],
    [
      'one of three stopped',
      [observed(0), observed(1), stopped(2)],
      {health: 'degraded', leader: 'infra0', faultTolerance: 0},
    ],
    [
      'one of three hangs',
      [observed(0), observed(1), hanging(2)],
      {health: 'degraded', leader: 'infra0', faultTolerance: 0},
    ],
    [
      'two of three stopped',
      [leaderless(0), stopped(1), stopped(2)],
      {health: 'down', leader: null, faultTolerance: 0},
    ],
    [
      'all stopped',
      [stopped(0), stopped(1), stopped(2)],
      {health: 'down', leader: null, faultTolerance: 0, revision: null, id: CLUSTER_ID},
    ],
    ['all leaderless', [leaderless(0), leaderless(1), leaderless(2)], {health: 'down', leader: null}],
    // Reads and deletes still work, and so does the leader.
    [
      'an alarm',
      [alarmed(0), alarmed(1), alarmed(2)],
      {health: 'degraded', leader: 'infra0', faultTolerance: 1},
    ],
    [
      'a proxy that is down',
      [observed(0), observed(1), observed(2), gateway],
      {health: 'healthy', members: 3},
    ],
    [
      'a learner beside three',
      [
        observed(0),
        observed(1),
        observed(2),
        observed(3, {status: anAnswer(3, {isLearner: true}), quorumConfirmed: false}),
      ],
      {health: 'healthy', members: 4, faultTolerance: 1},
    ],
    ['no members', [gateway], {health: 'down', members: 0}],
  ])('%s', (_, nodes, expected) => {
    expect(judge(nodes).cluster).toMatchObject({name: 'demo', ...expected});
  });

  it('has no leader where the old one is cut off', () => {
    const cutOff = observed(0, {quorumConfirmed: false, error: 'no linearizable read: timed out'});

    expect(judge([cutOff, stopped(1), stopped(2)]).cluster).toMatchObject({health: 'down', leader: null});
  });

  it('is the recorded one, else the one that answers', () => {
    expect(judgeCluster('demo', undefined, [observed(0)]).cluster.id).toBe(CLUSTER_ID);
    expect(judgeCluster('demo', undefined, [stopped(0)]).cluster.id).toBeNull();
  });

  it('has the highest revision that a member tells', () => {
    const behind = observed(1, {status: anAnswer(1, {revision: 5})});

    expect(judge([behind, observed(0)]).cluster.revision).toBe(7);
  });
});

describe('a node', () => {
  it('that is well', () => {
    expect(judge([observed(0)]).nodes).toMatchObject([
      {
        name: 'infra0',
        role: 'member',
        onThisMachine: true,
        running: true,
        healthy: true,
        managedBy: 'etcdops',
        pid: 4000,
        clientUrl: 'http://127.0.0.1:2379',
        peerUrl: 'http://127.0.0.1:2380',
        memberId: idOf(0),
        isLeader: true,
        isLearner: false,
        version: '3.7.3',
        dbSizeBytes: 20_480,
        dbInUseBytes: 16_384,
        raftIndex: 100,
        raftTerm: 2,
        raftLag: 0,
        alarms: [],
      },
    ]);
  });

  it.each<[what: string, node: NodeObservation, running: boolean, error: string | undefined]>([
    ['stopped', stopped(1), false, 'refuses connections'],
    ['hanging', hanging(1), true, 'no answer within 2000 ms'],
    ['leaderless', leaderless(1), true, 'knows no leader'],
    [
      'without a quorum',
      observed(1, {quorumConfirmed: false, error: 'no linearizable read: x'}),
      true,
      'no linearizable read: x',
    ],
    [
      'with two alarms',
      observed(1, {status: anAnswer(1, {alarms: ['NOSPACE', 'CORRUPT']})}),
      true,
      'alarm NOSPACE, CORRUPT',
    ],
    [
      'of another cluster',
      observed(1, {status: anAnswer(1, {clusterId: 'abc'})}),
      true,
      'answers for another cluster (abc)',
    ],
    ['well', observed(1), true, undefined],
  ])('%s', (_, node, running, error) => {
    const found = nodeOf(judge([observed(0), node]), 'infra1');

    expect(found).toMatchObject({running, healthy: error === undefined});
    expect(found.error).toBe(error);
  });

  it('lags behind the furthest one', () => {
    const late = observed(1, {status: anAnswer(1, {raftIndex: 95, raftAppliedIndex: 90})});

    const status = judge([observed(0), late]);

    expect(nodeOf(status, 'infra1').raftLag).toBe(10);
    expect(nodeOf(status, 'infra0').raftLag).toBe(0);
  });

  it('that answers without a process to be seen is managed by something else', () => {
    const {process: _, ...inContainer} = observed(1);

    const status = judge([observed(0, {process: {pid: 7, managedBy: 'other'}}), inContainer, stopped(2)]);

    expect(status.nodes.map(({managedBy}) => managedBy)).toEqual(['other', 'other', undefined]);
  });
});

describe('a proxy', () => {
  const live = (port: number) => [{peerUrls: [], clientUrls: [`http://127.0.0.1:${port}`], isLearner: false}];
  const running: NodeObservation = {
    ...gateway,
    proxy: {answered: true, clusterId: CLUSTER_ID, targets: {endpoints: ['127.0.0.1:2379']}},
  };

  it('is stopped', () => {
    expect(nodeOf(judge([observed(0), gateway]), 'gateway0')).toMatchObject({
      ...{running: false, healthy: false, serving: false, error: 'refuses connections'},
    });
  });

  it('that answers without a process to be seen is managed by something else', () => {
    const node = nodeOf(judge([observed(0), running]), 'gateway0');

    expect(node).toMatchObject({running: true, healthy: true, managedBy: 'other'});
  });

  it('that leads to another cluster is unhealthy, and the cluster is not', () => {
    const astray = {...running, proxy: {...running.proxy, answered: true, clusterId: 'abc'}};
    const status = judge([observed(0), astray]);

    expect(nodeOf(status, 'gateway0').error).toBe('answers for another cluster (abc)');
    expect(status.cluster.health).toBe('healthy');
  });

  it.each<[what: string, members: NodeObservation[], missing: readonly string[] | undefined]>([
    ['the leader', [observed(1, {memberList: live(1)}), observed(0, {memberList: live(2)})], ['127.0.0.1:2']],
    [
      'another one where the leader says nothing',
      [observed(0), observed(1, {memberList: live(1)})],
      ['127.0.0.1:1'],
    ],
    [
      'no member of another cluster',
      [observed(0), observed(1, {memberList: live(1), status: anAnswer(1, {clusterId: 'abc'})})],
      undefined,
    ],
    ['nobody without a leader', [{...leaderless(0), memberList: live(1)}], undefined],
  ])('is compared with the members as %s knows them', (_, members, missing) => {
    const {endpoints} = nodeOf(judge([...members, running]), 'gateway0');

    expect(endpoints).toEqual({
      configured: ['127.0.0.1:2379'],
      ...(missing === undefined ? {} : {missing, stale: ['127.0.0.1:2379']}),
    });
  });
});

describe('what to do next', () => {
  it.each<[what: string, nodes: NodeObservation[], first: string]>([
    ['all well', [observed(0), observed(1), observed(2)], 'etcdops ctl -- put hello world'],
    ['some stopped', [observed(0), stopped(1), stopped(2)], 'etcdops up'],
    ['all stopped', [stopped(0)], 'etcdops up'],
    ['no space', [alarmed(0)], 'etcdops ctl -- endpoint status -w table'],
    ['a proxy stopped', [observed(0), gateway], 'etcdops up gateway0'],
    ['members before proxies', [stopped(0), gateway], 'etcdops up'],
    ['one hangs', [observed(0), observed(1), hanging(2)], 'etcdops logs infra2'],
  ])('%s', (_, nodes, first) => {
    expect(judge(nodes).next[0]).toBe(first);
  });
});
