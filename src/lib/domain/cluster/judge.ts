import type {LiveMember} from '../proxies/endpoints.js';
import {judgeProxy, type ProxyEndpoints} from '../proxies/judge-proxy.js';
import {nextForProxies, type JudgedProxy} from '../proxies/next-commands.js';
import type {ProxyMode, ShownRole, TlsMode} from '../spec/vocabulary.js';
import {countVoters, differsFrom, type Voters} from './voters.js';
import {absence, clusterIdOf, isLearner, isListed, liveMembers, misplacement} from './member-verdict.js';
import {nextForAwaited} from './next-for-awaited.js';
import {nextForMembers} from './next-for-members.js';
import type {NodeObservation} from './observation.js';
import {faultTolerance, quorumOf} from './quorum.js';

export interface NodeStatus {
  readonly name: string;
  /** A member that does not vote is a learner. */
  readonly role: ShownRole;
  readonly host: string;
  readonly onThisMachine: boolean;
  readonly running: boolean;
  readonly healthy: boolean;
  /**
   * A member that takes part in agreements; a learner that follows them. An alarm stops writes, not votes: such a member
   * serves and is not healthy.
   */
  readonly serving: boolean;
  readonly managedBy?: 'etcdops' | 'other';
  readonly pid?: number;
  readonly memberId?: string;
  readonly isLeader?: boolean;
  readonly isLearner?: boolean;
  /** Where it answers; where it does not, as the spec has it. */
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
  /** It tells the rest only a user who may know it. */
  readonly needsUser?: true;
  /** Of a v2 proxy, as it behaves. */
  readonly mode?: ProxyMode;
  /** Of what is no member: where it sends its clients, compared with the members there are. */
  readonly endpoints?: ProxyEndpoints;
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
  /** A change of the members that was begun and is not over. */
  readonly unfinishedRun?: {
    readonly id: string;
    readonly workflow: string;
    /** An etcdops is at it. */
    readonly running?: true;
    /** It is being undone, and nobody is at that: nothing else can be done with it any more. */
    readonly aborting?: true;
  };
  /** Commands worth typing now, the most useful first. */
  readonly next: readonly string[];
}

function alarmsOf({status, toldAlarms = []}: NodeObservation): readonly string[] {
  return status?.alarms ?? toldAlarms;
}

function memberError(node: NodeObservation, clusterId: string | undefined): string | undefined {
  const alarms = alarmsOf(node);
  return absence(node, clusterId) ?? (alarms.length > 0 ? `alarm ${alarms.join(', ')}` : undefined);
}

/** Of one that answers where its clients, who go by the spec, do not look for it. */
export function notAsInSpec({
  clientUrl,
  specClientUrl,
}: Pick<NodeObservation, 'clientUrl' | 'specClientUrl'>): string | undefined {
  return specClientUrl === undefined
    ? undefined
    : `answers at ${clientUrl}, and the spec has ${specClientUrl}`;
}

/** What members are judged by, beside what each says of itself. */
interface MemberFacts {
  readonly clusterId: string | undefined;
  /** The index of the entry that the furthest member has. */
  readonly furthest: number;
  readonly members: readonly LiveMember[] | undefined;
}

/** What a member said of itself. */
function ownFacts({status}: NodeObservation, furthest: number): Partial<NodeStatus> {
  if (status === undefined) return {};
  const {memberId, leaderId, version, dbSizeBytes, dbInUseBytes, raftIndex, raftTerm} = status;
  const raftLag = Math.max(0, furthest - status.raftAppliedIndex);
  const isLeader = leaderId === memberId;
  return {memberId, isLeader, version, dbSizeBytes, dbInUseBytes, raftIndex, raftTerm, raftLag};
}

function answered({status, needsUser, proxy}: NodeObservation): boolean {
  return status !== undefined || needsUser === true || proxy?.answered === true;
}

/** A node that answers without a process to be seen here was started by something else, in a container perhaps. */
function management(node: NodeObservation): Pick<NodeStatus, 'managedBy' | 'pid'> {
  const {process} = node;
  if (process !== undefined) return {managedBy: process.managedBy, pid: process.pid};
  return answered(node) ? {managedBy: 'other'} : {};
}

type Judged = Omit<Partial<NodeStatus>, 'error'> &
  Pick<NodeStatus, 'serving' | 'alarms'> & {readonly error: string | undefined};

function nodeStatus(node: NodeObservation, {error, serving, ...facts}: Judged): NodeStatus {
  const {name, host, onThisMachine, clientUrl, peerUrl, process} = node;
  return {
    name,
    role: node.role,
    host,
    onThisMachine,
    running: process !== undefined || answered(node),
    healthy: error === undefined,
    serving,
    ...management(node),
    clientUrl,
    ...(peerUrl === undefined ? {} : {peerUrl}),
    ...facts,
    ...(error === undefined ? {} : {error}),
  };
}

function memberStatus(node: NodeObservation, facts: MemberFacts): NodeStatus {
  const {clusterId, furthest} = facts;
  const learns = isLearner(node, facts.members);
  return nodeStatus(node, {
    ...(learns ? {role: 'learner'} : {}),
    serving: absence(node, clusterId) === undefined,
    ...ownFacts(node, furthest),
    ...(learns || node.status !== undefined ? {isLearner: learns} : {}),
    alarms: alarmsOf(node),
    ...(node.needsUser === undefined ? {} : {needsUser: true}),
    error: isListed(node, facts.members)
      ? (memberError(node, clusterId) ?? misplacement(node, facts.members) ?? notAsInSpec(node))
      : 'is no member of the cluster',
  });
}

function clusterHealth(members: readonly NodeStatus[], voters: Voters): ClusterHealth {
  if (members.length > 0 && members.every(({healthy}) => healthy)) return 'healthy';
  return voters.serving >= quorumOf(voters.count) ? 'degraded' : 'down';
}

function firstOf(...choices: readonly string[][]): string[] {
  return (
    choices.find(({length}) => length > 0) ?? ['etcdops ctl -- put hello world', 'etcdops status --watch']
  );
}

/** Where the cluster knows a member by another peer URL than the spec, and all others run. */
function nextForMisplaced(observed: readonly NodeObservation[], {members}: MemberFacts): string[] {
  const isOff = (node: NodeObservation): boolean => misplacement(node, members) !== undefined;
  return observed.some(isOff) && observed.every(node => answered(node) || isOff(node))
    ? ['etcdops plan']
    : [];
}

/** Where somebody has edited client URLs in the spec, members start anew there, one after the other. */
function nextForEdited(observed: readonly NodeObservation[]): string[] {
  return observed.some(({specClientUrl}) => specClientUrl !== undefined) ? ['etcdops plan'] : [];
}

/** Members that vote and that the spec has as learners, as a run that was aborted leaves them. */
function nextForVoters(observed: readonly NodeObservation[], members: readonly NodeStatus[]): string[] {
  const told = new Set(observed.filter(({learner}) => learner === true).map(({name}) => name));
  return members
    .filter(({name, isLearner: learns}) => told.has(name) && learns === false)
    .map(({name}) => `etcdops member promote ${name}`);
}

/** Turns what was seen into what it means. Pure. */
export function judgeCluster(
  name: string,
  recordedId: string | undefined,
  observed: readonly NodeObservation[],
): ClusterStatus {
  const observedMembers = observed.filter(({role}) => role === 'member');
  const statuses = observedMembers.flatMap(({status}) => status ?? []);
  const clusterId = clusterIdOf(observedMembers, recordedId);
  const furthest = Math.max(0, ...statuses.map(({raftIndex}) => raftIndex));
  const facts = {clusterId, furthest, members: liveMembers(observedMembers, clusterId)};
  const members = observedMembers.map(node => memberStatus(node, facts));
  const proxies: JudgedProxy<NodeObservation>[] = observed
    .filter(({role}) => role !== 'member')
    .map(node => ({node, verdict: judgeProxy(node, facts)}));
  const others = proxies.map(({node, verdict}) =>
    nodeStatus(node, {serving: false, alarms: [], ...verdict, error: verdict.error}),
  );
  const byName = new Map([...members, ...others].map(node => [node.name, node]));
  const serving = members.filter(node => node.role === 'member' && node.serving).map(({name: one}) => one);
  const voters = countVoters(observedMembers, facts.members, serving);
  const health = clusterHealth(members, voters);
  return {
    cluster: {
      name,
      id: clusterId ?? null,
      health,
      leader: members.find(({isLeader, serving}) => isLeader === true && serving)?.name ?? null,
      members: facts.members?.length ?? members.length,
      faultTolerance: Math.max(0, faultTolerance(voters.count, voters.serving)),
      revision: statuses.length === 0 ? null : Math.max(...statuses.map(({revision}) => revision)),
    },
    nodes: observed.flatMap(node => byName.get(node.name) ?? []),
    next: firstOf(
      nextForAwaited(observedMembers, clusterId),
      nextForEdited(observedMembers),
      // It says of each that is on one side alone what to do.
      differsFrom(observedMembers, facts.members)
        ? ['etcdops member list', ...nextForProxies(name, proxies)]
        : [],
      nextForMisplaced(observedMembers, facts),
      nextForMembers(name, members),
      nextForVoters(observedMembers, members),
      nextForProxies(name, proxies),
    ),
  };
}
