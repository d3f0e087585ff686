import type {NodeRole, TlsMode} from '../spec/vocabulary.js';
import {faultTolerance, quorumOf} from './quorum.js';

/** The usual error of a node that does not run. */
export const REFUSES = 'refuses connections';

/** What was seen of one node; the answers of etcd are missing where it did not answer. */
export interface NodeObservation {
  readonly name: string;
  readonly role: NodeRole;
  readonly host: string;
  readonly clientUrl: string;
  readonly peerUrl?: string;
  /** False for a node of another machine: nothing is known of its process. */
  readonly onThisMachine: boolean;
  readonly process?: {readonly pid: number; readonly managedBy: 'etcdops' | 'other'};
  readonly status?: {
    readonly memberId: string;
    readonly clusterId: string;
    readonly version: string;
    readonly leaderId?: string;
    readonly isLearner: boolean;
    readonly revision: number;
    readonly raftTerm: number;
    readonly raftIndex: number;
    readonly raftAppliedIndex: number;
    readonly dbSizeBytes: number;
    readonly dbInUseBytes: number;
    readonly alarms: readonly string[];
  };
  /** Whether a linearizable read through this node was answered. */
  readonly quorumConfirmed: boolean;
  /** Why it did not answer. */
  readonly error?: string;
}

export interface NodeStatus {
  readonly name: string;
  readonly role: NodeRole;
  readonly host: string;
  readonly onThisMachine: boolean;
  readonly running: boolean;
  readonly healthy: boolean;
  /** A member that takes part in agreements. An alarm stops writes, not votes: such a member serves and is not healthy. */
  readonly serving: boolean;
  readonly managedBy?: 'etcdops' | 'other';
  readonly pid?: number;
  readonly memberId?: string;
  readonly isLeader?: boolean;
  readonly isLearner?: boolean;
  readonly clientUrl: string;
  readonly peerUrl?: string;
  readonly version?: string;
  readonly dbSizeBytes?: number;
  readonly dbInUseBytes?: number;
  readonly raftIndex?: number;
  readonly raftTerm?: number;
  /** Entries that the member has yet to apply to be where the furthest one is. */
  readonly raftLag?: number;
  readonly alarms: readonly string[];
  readonly error?: string;
}

export type ClusterHealth = 'healthy' | 'degraded' | 'down';

export interface TlsStatus {
  readonly mode: Exclude<TlsMode, 'none'>;
  /** Certificates that end within a month or have ended, the first to end first. Paths count from the spec's folder. */
  readonly endingSoon: readonly {readonly path: string; readonly daysLeft: number}[];
}

export interface ClusterStatus {
  readonly cluster: {
    readonly name: string;
    /** Null while no member answers and none ever did. */
    readonly id: string | null;
    readonly health: ClusterHealth;
    /** Name of the leading member. */
    readonly leader: string | null;
    readonly members: number;
    /** How many more members may fail; 0 also while the quorum is lost. */
    readonly faultTolerance: number;
    readonly revision: number | null;
  };
  readonly nodes: readonly NodeStatus[];
  /** Missing without TLS. */
  readonly tls?: TlsStatus;
  /** Commands worth typing now, the most useful first. */
  readonly next: readonly string[];
}

/** Why a member does not take part; undefined where it serves, also with an alarm up. */
function absence(node: NodeObservation, clusterId: string | undefined): string | undefined {
  const {status} = node;
  if (status === undefined) return node.error ?? 'does not answer';
  if (clusterId !== undefined && status.clusterId !== clusterId) {
    return `answers for another cluster (${status.clusterId})`;
  }
  if (status.leaderId === undefined) return 'knows no leader';
  return node.quorumConfirmed ? undefined : (node.error ?? 'has no quorum');
}

function memberError(node: NodeObservation, clusterId: string | undefined): string | undefined {
  const alarms = node.status?.alarms ?? [];
  return absence(node, clusterId) ?? (alarms.length > 0 ? `alarm ${alarms.join(', ')}` : undefined);
}

/** What a member said of itself; nothing for proxies, which only pass on what members say. */
function memberFacts(node: NodeObservation, furthest: number): Partial<NodeStatus> {
  const {role, status} = node;
  if (role !== 'member' || status === undefined) return {};
  const {memberId, leaderId, isLearner, version, dbSizeBytes, dbInUseBytes, raftIndex, raftTerm} = status;
  const raftLag = Math.max(0, furthest - status.raftAppliedIndex);
  const isLeader = leaderId === memberId;
  return {memberId, isLeader, isLearner, version, dbSizeBytes, dbInUseBytes, raftIndex, raftTerm, raftLag};
}

/** A node that answers without a process to be seen here was started by something else, in a container perhaps. */
function management({process, status}: NodeObservation): Pick<NodeStatus, 'managedBy' | 'pid'> {
  if (process !== undefined) return {managedBy: process.managedBy, pid: process.pid};
  return status === undefined ? {} : {managedBy: 'other'};
}

function nodeStatus(node: NodeObservation, clusterId: string | undefined, furthest: number): NodeStatus {
  const {name, role, host, onThisMachine, clientUrl, peerUrl, process, status} = node;
  const error = role === 'member' ? memberError(node, clusterId) : node.error;
  return {
    name,
    role,
    host,
    onThisMachine,
    running: process !== undefined || status !== undefined,
    healthy: error === undefined,
    serving: role === 'member' && absence(node, clusterId) === undefined,
    ...management(node),
    clientUrl,
    ...(peerUrl === undefined ? {} : {peerUrl}),
    ...memberFacts(node, furthest),
    alarms: role === 'member' ? (status?.alarms ?? []) : [],
    ...(error === undefined ? {} : {error}),
  };
}

interface Voters {
  readonly count: number;
  readonly serving: number;
}

function clusterHealth(members: readonly NodeStatus[], voters: Voters): ClusterHealth {
  if (members.length > 0 && members.every(({healthy}) => healthy)) return 'healthy';
  return voters.serving >= quorumOf(voters.count) ? 'degraded' : 'down';
}

/** `up` starts what is here; on another machine somebody has to look. */
function nextForStopped(cluster: string, members: readonly NodeStatus[]): string[] {
  const stopped = members.filter(({running}) => !running);
  const elsewhere = stopped.filter(({onThisMachine}) => !onThisMachine);
  const here = stopped.filter(({onThisMachine}) => onThisMachine);
  if (elsewhere[0] !== undefined) {
    const look = `ssh ${elsewhere[0].host} systemctl status etcd-${cluster}-${elsewhere[0].name}`;
    return here.length === 0 ? [look] : [`etcdops up ${here.map(({name}) => name).join(' ')}`, look];
  }
  return here.length === members.length ? ['etcdops up'] : ['etcdops up', `etcdops logs ${here[0]!.name}`];
}

function nextCommands(cluster: string, health: ClusterHealth, nodes: readonly NodeStatus[]): string[] {
  const members = nodes.filter(({role}) => role === 'member');
  if (members.some(({running}) => !running)) return nextForStopped(cluster, members);
  if (members.some(({alarms}) => alarms.includes('NOSPACE'))) {
    return ['etcdops ctl -- endpoint status -w table'];
  }
  const unhealthy = members.find(({healthy}) => !healthy);
  if (health === 'healthy' || unhealthy === undefined) {
    return ['etcdops ctl -- put hello world', 'etcdops status --watch'];
  }
  return [`etcdops logs ${unhealthy.name}`];
}

/** Turns what was seen into what it means. Pure. */
export function judgeCluster(
  name: string,
  recordedId: string | undefined,
  observed: readonly NodeObservation[],
): ClusterStatus {
  const statuses = observed.filter(({role}) => role === 'member').flatMap(({status}) => status ?? []);
  const clusterId = recordedId ?? statuses[0]?.clusterId;
  const furthest = Math.max(0, ...statuses.map(({raftIndex}) => raftIndex));
  const nodes = observed.map(node => nodeStatus(node, clusterId, furthest));
  const members = nodes.filter(({role}) => role === 'member');
  const voting = members.filter(({isLearner}) => isLearner !== true);
  const voters = {count: voting.length, serving: voting.filter(({serving}) => serving).length};
  const health = clusterHealth(members, voters);
  return {
    cluster: {
      name,
      id: clusterId ?? null,
      health,
      leader: members.find(({isLeader, serving}) => isLeader === true && serving)?.name ?? null,
      members: members.length,
      faultTolerance: Math.max(0, faultTolerance(voters.count, voters.serving)),
      revision: statuses.length === 0 ? null : Math.max(...statuses.map(({revision}) => revision)),
    },
    nodes,
    next: nextCommands(name, health, nodes),
  };
}
