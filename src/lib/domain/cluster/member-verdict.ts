import type {LiveMember} from '../proxies/endpoints.js';

/** As much of what was seen of a member as tells what it is to its cluster. */
export interface SeenMember {
  readonly peerUrl?: string;
  /** The spec says that it does not vote. */
  readonly learner?: boolean;
  readonly status?: {
    readonly memberId: string;
    readonly clusterId: string;
    readonly leaderId?: string;
    readonly isLearner: boolean;
  };
  /** Whether a linearizable read through it was answered. */
  readonly quorumConfirmed: boolean;
  /** Why it did not answer. */
  readonly error?: string;
  /** It keeps something to itself that it tells a user who may know it; what it did tell is here. */
  readonly needsUser?: true;
  /** The members of the cluster as this one knows them. */
  readonly memberList?: readonly LiveMember[];
}

/** A member of the spec, and what was seen of it. */
export interface SeenNode extends SeenMember {
  readonly name: string;
}

/** Of one that told nothing of itself: a cluster with users tells others no more than that all is well. */
function silence({needsUser, quorumConfirmed, error}: SeenMember): string | undefined {
  if (needsUser === true && quorumConfirmed) return undefined;
  return error ?? 'does not answer';
}

/** Why a member does not take part; undefined where it serves, also with an alarm up. */
export function absence(member: SeenMember, clusterId: string | undefined): string | undefined {
  const {status} = member;
  if (status === undefined) return silence(member);
  if (clusterId !== undefined && status.clusterId !== clusterId) {
    return `answers for another cluster (${status.clusterId})`;
  }
  if (status.leaderId === undefined) return 'knows no leader';
  // etcd refuses every linearizable read of a learner.
  return member.quorumConfirmed || status.isLearner ? undefined : (member.error ?? 'has no quorum');
}

/** The cluster that is meant: the one on record, else that of the first who tells. */
export function clusterIdOf(
  members: readonly SeenMember[],
  recordedId: string | undefined,
): string | undefined {
  return recordedId ?? members.find(({status}) => status !== undefined)?.status?.clusterId;
}

/** The membership as the leader has it, or another member that takes part; nobody else knows it for sure. */
export function liveMembers(
  members: readonly SeenMember[],
  clusterId: string | undefined,
): readonly LiveMember[] | undefined {
  const trusted = members.filter(member => absence(member, clusterId) === undefined);
  const leads = ({status}: SeenMember): boolean => status?.leaderId === status?.memberId;
  return [...trusted.filter(leads), ...trusted]
    .map(({memberList}) => memberList)
    .find(list => list !== undefined);
}

/** By its peer URL; where somebody has changed that, by the id that it goes by itself, or by its name. */
export function listedAs(
  {name, peerUrl, status}: SeenNode,
  members: readonly LiveMember[] | undefined,
): LiveMember | undefined {
  const there = members?.find(({peerUrls}) => peerUrl !== undefined && peerUrls.includes(peerUrl));
  return (
    there ??
    members?.find(member => (status === undefined ? member.name === name : member.id === status.memberId))
  );
}

/**
 * Whether a member does not vote: as the membership has it; where that is not known, as the member says itself, else as
 * the spec does.
 */
export function isLearner(member: SeenNode, members: readonly LiveMember[] | undefined): boolean {
  const {learner, status} = member;
  return listedAs(member, members)?.isLearner ?? status?.isLearner ?? learner ?? false;
}

/** Whether the cluster counts the member of the spec as one of its own; true where nobody tells. */
export function isListed(member: SeenNode, members: readonly LiveMember[] | undefined): boolean {
  return members === undefined || member.peerUrl === undefined || listedAs(member, members) !== undefined;
}

/** Where the others look for a member elsewhere than the spec has it. */
export function misplacement(
  member: SeenNode,
  members: readonly LiveMember[] | undefined,
): string | undefined {
  const {peerUrl} = member;
  const listed = listedAs(member, members);
  if (listed === undefined || peerUrl === undefined || listed.peerUrls.includes(peerUrl)) return undefined;
  return `the cluster has the peer URL ${listed.peerUrls.join(', ')} for it, and the spec ${peerUrl}`;
}
