/** What one member of the spec told when it was asked whether it could give a snapshot. */
export interface SourceFacts {
  readonly name: string;
  readonly clientUrl: string;
  readonly status?: {
    readonly memberId: string;
    readonly clusterId: string;
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
  readonly reason: 'unknown-node' | 'needs-user' | 'no-answer' | 'other-cluster' | 'corrupt';
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
  const words = asked.map(({name, status, error}) => {
    if (status === undefined) return `${name} ${error ?? 'does not answer'}`;
    return status.clusterId === clusterId || clusterId === undefined
      ? `${name} has the alarm CORRUPT`
      : `${name} answers for another cluster (${status.clusterId})`;
  });
  const answering = asked.filter(isAnswering);
  const message = `nobody can give a snapshot: ${words.join('; ')}`;
  if (asked.some(({needsUser}) => needsUser === true)) return {reason: 'needs-user', message};
  const isOther = answering.some(({status}) => clusterId !== undefined && status.clusterId !== clusterId);
  const reason = answering.length === 0 ? 'no-answer' : isOther ? 'other-cluster' : 'corrupt';
  return {reason, message};
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
  const asked = usable.filter(({name}) => from === undefined || name === from);
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
