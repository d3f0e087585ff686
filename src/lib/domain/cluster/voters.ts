import type {LiveMember} from '../proxies/endpoints.js';
import {isLearner, isListed, listedAs, type SeenNode} from './member-verdict.js';
import {quorumOf} from './quorum.js';

/** Who has a say in the cluster. */
export interface Voters {
  readonly count: number;
  readonly serving: number;
}

/** Those of the cluster that are none of the spec. */
export function strangersTo(members: readonly SeenNode[], live: readonly LiveMember[]): LiveMember[] {
  const known = new Set(members.map(node => listedAs(node, live)));
  return live.filter(member => !known.has(member));
}

/**
 * The membership decides where it is known, not the spec, which somebody may have edited.
 * @param serving names of the voters that serve
 */
export function countVoters(
  members: readonly SeenNode[],
  live: readonly LiveMember[] | undefined,
  serving: readonly string[],
): Voters {
  const voting = members.filter(member => isListed(member, live) && !isLearner(member, live));
  const served = voting.filter(({name}) => serving.includes(name)).length;
  if (live === undefined) return {count: voting.length, serving: served};
  const voters = live.filter(member => !member.isLearner);
  const hasStrangers = strangersTo(members, live).some(({isLearner: learns}) => !learns);
  // Those that only the cluster knows were not asked, but a read that was confirmed shows that a quorum serves.
  const least = hasStrangers && served > 0 ? quorumOf(voters.length) : 0;
  return {count: voters.length, serving: Math.max(served, least)};
}

/** Whether the spec has other members than the cluster. */
export function differsFrom(members: readonly SeenNode[], live: readonly LiveMember[] | undefined): boolean {
  if (live === undefined) return false;
  return !members.every(node => isListed(node, live)) || strangersTo(members, live).length > 0;
}
