import type {ClusterStatus, NodeStatus} from '../../src/lib/domain/cluster/judge.js';
import type {NodeObservation} from '../../src/lib/domain/cluster/observation.js';

export const CLUSTER_ID = 'cdf818194e3a8c32';

/** Hex id of the n-th member. */
export function idOf(index: number): string {
  return `8e9e05c5216469${String(index).padStart(2, '0')}`;
}

type MemberAnswer = NonNullable<NodeObservation['status']>;

/** What the n-th member answers while the first one leads. */
export function anAnswer(index: number, change: Partial<MemberAnswer> = {}): MemberAnswer {
  return {
    memberId: idOf(index),
    clusterId: CLUSTER_ID,
    version: '3.7.3',
    leaderId: idOf(0),
    isLearner: false,
    revision: 7,
    raftTerm: 2,
    raftIndex: 100,
    raftAppliedIndex: 100,
    dbSizeBytes: 20_480,
    dbInUseBytes: 16_384,
    alarms: [],
    ...change,
  };
}

/** The n-th member as `status` sees it: running, and well. */
export function observed(index: number, change: Partial<NodeObservation> = {}): NodeObservation {
  return {
    name: `infra${index}`,
    role: 'member',
    host: '127.0.0.1',
    clientUrl: `http://127.0.0.1:${2379 + 10 * index}`,
    peerUrl: `http://127.0.0.1:${2380 + 10 * index}`,
    onThisMachine: true,
    process: {pid: 4000 + index, managedBy: 'etcdops'},
    status: anAnswer(index),
    quorumConfirmed: true,
    ...change,
  };
}

/** The n-th member, not running. */
export function stopped(index: number): NodeObservation {
  const {status: _, process: __, ...rest} = observed(index);
  return {...rest, quorumConfirmed: false, error: 'refuses connections'};
}

export function nodeOf(status: ClusterStatus, name: string): NodeStatus {
  const node = status.nodes.find(candidate => candidate.name === name);
  if (node === undefined)
    throw new Error(`no ${name} among ${status.nodes.map(found => found.name).join(', ')}`);
  return node;
}
