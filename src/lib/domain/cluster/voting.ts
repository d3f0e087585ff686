import {labelOf} from '../membership/facts.js';
import type {LiveMember} from '../proxies/endpoints.js';
import type {ShownRole} from '../spec/vocabulary.js';
import {absence, isLearner, isListed, liveMembers, type SeenNode} from './member-verdict.js';
import {strangersTo} from './voters.js';

/** As much of a cluster as says whether a quorum goes on. */
export interface Voting {
  readonly nodes: readonly {
    /** As messages call it. */
    readonly name: string;
    /** A `member` votes. */
    readonly role: ShownRole;
    readonly serving: boolean;
    /** The cluster has it, and the spec has not. */
    readonly isStranger?: true;
  }[];
}

/** Members of the spec as they were seen. */
export interface SeenCluster {
  readonly members: readonly SeenNode[];
  readonly clusterId: string | undefined;
}

/** Voters that the spec does not have: nobody has asked them yet. */
export function strangerVoters({members, clusterId}: SeenCluster): LiveMember[] {
  const live = liveMembers(members, clusterId) ?? [];
  return strangersTo(members, live).filter(member => !member.isLearner);
}

/** Unlike the name of any node. */
function strangerLabel({id = '?', name = '', peerUrls}: LiveMember): string {
  const label = labelOf({id, name, peerUrls});
  return name === '' ? label : `${label} (${id})`;
}

/**
 * Who votes: as the membership has it where that is known, else as the spec has it.
 * @param serving those of `strangerVoters` that serve
 */
export function votingOf(seen: SeenCluster, serving: readonly LiveMember[]): Voting {
  const {members, clusterId} = seen;
  const live = liveMembers(members, clusterId);
  const known = members.filter(node => isListed(node, live));
  return {
    nodes: [
      ...known.map(node => ({
        name: node.name,
        role: isLearner(node, live) ? ('learner' as const) : ('member' as const),
        serving: absence(node, clusterId) === undefined,
      })),
      ...strangerVoters(seen).map(member => ({
        name: strangerLabel(member),
        role: 'member' as const,
        serving: serving.includes(member),
        isStranger: true as const,
      })),
    ],
  };
}
