import {quorumOf} from '../cluster/quorum.js';
import {printable} from '../text/printable.js';

/** What is known of a member of the cluster, dead ones included. */
export interface MemberFacts {
  readonly id: string;
  /** Empty until it has started for the first time. */
  readonly name: string;
  /** Of the spec; missing where the spec does not know it. */
  readonly node?: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
  /** It has told its name to the cluster, once; also a dead one has. */
  readonly started: boolean;
  /** It answers, follows the leader and, a voter, confirms a quorum; a learner has no say in that. */
  readonly serving: boolean;
  /** The client URL at which it answered, of those that were asked the first. */
  readonly answersAt?: string;
  /** For how long it has been seen serving; undefined where it was seen for the first time. */
  readonly servingMs?: number;
  readonly isLeader: boolean;
  readonly version?: string;
  readonly raftTerm?: number;
  readonly raftIndex?: number;
  readonly raftAppliedIndex?: number;
  /** Entries that it has yet to apply to be where the furthest one is. */
  readonly raftLag?: number;
  readonly dbSizeBytes?: number;
  /** Names of the alarms that are up on it. */
  readonly alarms: readonly string[];
  /** Why it does not serve. */
  readonly error?: string;
}

/** The membership of a cluster, and how each member is. */
export interface MembershipFacts {
  readonly clusterId: string;
  /** The list is the leader's, read after it had confirmed a quorum; else it may be old. */
  readonly isConfirmed: boolean;
  /** The lowest version of those that answered. */
  readonly version?: string;
  /** As the leader lists them. */
  readonly members: readonly MemberFacts[];
  /** Members that answered and know another cluster or other members; in words. */
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  /** The client URL at which it answers. */
  readonly clientUrl: string;
  /** Of the one that disagrees; it need not be in the list. */
  readonly memberId: string;
  readonly words: string;
}

/** How a member is called in messages. */
export function labelOf({name, peerUrls, id}: Pick<MemberFacts, 'id' | 'name' | 'peerUrls'>): string {
  return name === ''
    ? `the member at ${printable(peerUrls.join(', '))} (${id}, never started)`
    : printable(name);
}

/** How a command takes it: by the name that both sides know, else by the id; etcd takes any name. */
export function argumentOf({node, id}: {readonly node?: string | null; readonly id: string}): string {
  return node ?? id;
}

export function votersOf(facts: Pick<MembershipFacts, 'members'>): MemberFacts[] {
  return facts.members.filter(({isLearner}) => !isLearner);
}

export function leaderOf(facts: Pick<MembershipFacts, 'members'>): MemberFacts | undefined {
  return facts.members.find(({isLeader, serving}) => isLeader && serving);
}

/** What a member that joins has to fetch at most: the leader sends all of its database, and by then another may lead. */
export function fetchedBytes(facts: Pick<MembershipFacts, 'members'>): number {
  return Math.max(0, ...votersOf(facts).map(({dbSizeBytes = 0}) => dbSizeBytes));
}

/**
 * Nobody leads, though enough voters answer to choose a leader: an election, which ends by itself. Where a voter serves
 * there is a leader, that it cannot be reached from here does not mend itself.
 */
export function isElecting(facts: Pick<MembershipFacts, 'members'>): boolean {
  const voters = votersOf(facts);
  if (voters.some(({serving}) => serving)) return false;
  const answering = voters.filter(({raftTerm}) => raftTerm !== undefined);
  return answering.length >= quorumOf(voters.length);
}
