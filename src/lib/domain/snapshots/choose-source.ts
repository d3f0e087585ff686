import {has} from '../etcd-version/capabilities.js';

/** What one member of the spec told when it was asked whether it could give a snapshot. */
export interface SourceFacts {
  readonly name: string;
  readonly clientUrl: string;
  readonly status?: {
    readonly memberId: string;
    readonly clusterId: string;
    readonly version: string;
    readonly leaderId?: string;
    readonly isLearner: boolean;
    readonly raftIndex: number;
    readonly raftAppliedIndex: number;
    readonly alarms: readonly string[];
  };
  /** `hidden`: etcd does not let us ask, since the cluster has users and none was named. */
  readonly quorum: 'confirmed' | 'none' | 'hidden';
  /** Why it did not answer. */
  readonly error?: string;
  /** It did, and wants to know who asks. */
  readonly needsUser?: true;
}

export interface SourceQuestion {
  readonly members: readonly SourceFacts[];
  /** As recorded when the cluster was first healthy. */
  readonly clusterId?: string | undefined;
  /** `--from`. */
  readonly from?: string | undefined;
}

export interface SourceChoice {
  /** The best first. */
  readonly candidates: readonly SourceFacts[];
  readonly hasQuorum: boolean;
  /** What a member must have applied to hold every write that was acknowledged before it was asked. */
  readonly neededIndex: number;
}

/** Why nobody is asked for a snapshot. */
export interface SourceRefusal {
  readonly reason: 'unknown-node' | 'needs-user' | 'no-answer' | 'other-cluster' | 'corrupt' | 'learner';
  readonly message: string;
}

type Answering = SourceFacts & {readonly status: NonNullable<SourceFacts['status']>};

function isAnswering(member: SourceFacts): member is Answering {
  return member.status !== undefined;
}

function leads({status}: Answering): boolean {
  return status.leaderId === status.memberId;
}

/** etcd found that its data differs from that of the others. */
function isCorrupt({status}: Answering): boolean {
  return status.alarms.includes('CORRUPT');
}

/** Etcd lets nobody have the snapshot of a learner. */
function withholds({status: {isLearner, version}}: Answering): boolean {
  return isLearner && !has(version, 'learnerSnapshot');
}

/** Of a cluster that hides it: most of its members follow one and the same leader. */
function seemsToHaveQuorum(members: readonly SourceFacts[]): boolean {
  const followed = members.filter(isAnswering).filter(({status}) => !status.isLearner);
  return followed.some(({status: {leaderId}}) => {
    const followers = followed.filter(({status}) => leaderId !== undefined && status.leaderId === leaderId);
    return followers.length > members.length / 2;
  });
}

/** A follower that is level first, the leader after them, who lags last; a learner only where nobody else is. */
function ranked(members: readonly Answering[], neededIndex: number): Answering[] {
  const penalty = (member: Answering): number =>
    (member.status.isLearner ? 4 : 0) +
    (member.status.raftAppliedIndex < neededIndex - LEVEL_ENTRIES ? 2 : 0) +
    (leads(member) ? 1 : 0);
  return [...members].sort(
    (a, b) => penalty(a) - penalty(b) || b.status.raftAppliedIndex - a.status.raftAppliedIndex,
  );
}

/** Under load nobody is ever level to the entry: so many are applied within a moment. */
const LEVEL_ENTRIES = 1000;

function refusal({members, clusterId, from}: SourceQuestion): SourceRefusal {
  const asked = from === undefined ? members : members.filter(({name}) => name === from);
  const whys = asked.map(member => whyNot(member, clusterId));
  const message = `nobody can give a snapshot: ${whys.map(({words}, index) => `${asked[index]!.name} ${words}`).join('; ')}`;
  const reason = REASONS.find(one => whys.some(why => why.reason === one)) ?? 'no-answer';
  return {reason, message};
}

type Why = Exclude<SourceRefusal['reason'], 'unknown-node'>;

/** The first is what is told where members have several. */
const REASONS: readonly Why[] = ['needs-user', 'other-cluster', 'corrupt', 'no-answer', 'learner'];

function whyNot(member: SourceFacts, clusterId: string | undefined): {reason: Why; words: string} {
  if (!isAnswering(member)) {
    const {needsUser, error: words = 'does not answer'} = member;
    return {reason: needsUser === true ? 'needs-user' : 'no-answer', words};
  }
  const {status} = member;
  if (clusterId !== undefined && status.clusterId !== clusterId)
    return {reason: 'other-cluster', words: `answers for another cluster (${status.clusterId})`};
  return isCorrupt(member)
    ? {reason: 'corrupt', words: 'has the alarm CORRUPT'}
    : {reason: 'learner', words: `is a learner, which gives none in etcd ${status.version}`};
}

/** Who is asked for a snapshot, in which order. */
export function chooseSource(question: SourceQuestion): SourceChoice | SourceRefusal {
  const {members, clusterId, from} = question;
  if (from !== undefined && !members.some(({name}) => name === from))
    return {reason: 'unknown-node', message: `the spec has no member ${from}`};
  const usable = members
    .filter(isAnswering)
    .filter(member => clusterId === undefined || member.status.clusterId === clusterId)
    .filter(member => !isCorrupt(member));
  const asked = usable
    .filter(member => !withholds(member))
    .filter(({name}) => from === undefined || name === from);
  if (asked.length === 0) return refusal(question);
  const hasQuorum =
    usable.some(({quorum}) => quorum === 'confirmed') ||
    (usable.every(({quorum}) => quorum !== 'none') && seemsToHaveQuorum(members));
  const leader = usable.find(leads);
  // Without a leader nobody knows of newer writes than the furthest member has.
  const neededIndex =
    hasQuorum && leader !== undefined
      ? leader.status.raftIndex
      : Math.max(...usable.map(({status}) => status.raftAppliedIndex));
  return {candidates: ranked(asked, neededIndex), hasQuorum, neededIndex};
}
