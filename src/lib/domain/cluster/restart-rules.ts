import type {ClusterStatus, NodeStatus} from './judge.js';
import {quorumOf} from './quorum.js';

/** As much of a status as says whether a quorum goes on. */
export interface Voting {
  readonly nodes: readonly Pick<NodeStatus, 'name' | 'role' | 'serving'>[];
}

function votersOf<S extends Voting>(status: S): S['nodes'][number][] {
  return status.nodes.filter(({role}) => role === 'member');
}

/** Stopped ones first (their return only helps), then followers, the leader last. */
export function restartOrder<N extends {readonly name: string}>(
  members: readonly N[],
  status: ClusterStatus,
): N[] {
  const rank = ({name}: N): number => {
    const node = status.nodes.find(candidate => candidate.name === name);
    if (node?.isLeader === true) return 2;
    return node?.serving === true ? 1 : 0;
  };
  return [...members].sort((a, b) => rank(a) - rank(b));
}

/**
 * Why a member must not be stopped now, or undefined where a quorum goes on without it. Members with an alarm count:
 * they vote, and a restart with a larger quota is how a NOSPACE alarm is mended.
 */
export function restartRefusal(status: Voting, name: string): string | undefined {
  const voters = votersOf(status);
  const others = voters.filter(voter => voter.serving && voter.name !== name);
  const needed = quorumOf(voters.length);
  const target = status.nodes.find(node => node.name === name);
  if (others.length >= needed || target?.role === 'learner') return undefined;
  const dead = voters.filter(voter => !voter.serving && voter.name !== name).map(voter => voter.name);
  const because =
    dead.length === 0
      ? `a cluster of ${voters.length} needs ${needed} and has ${others.length} beside it; down and up restart it with an interruption`
      : `${dead.join(', ')} ${dead.length === 1 ? 'does' : 'do'} not serve, and without ${name} only ${others.length} of the ${needed} needed remain`;
  return `stopping ${name} would cost the cluster its quorum: ${because}`;
}

/**
 * The voter to lead in place of `name`: one without an alarm before others, then the one with the most of the log.
 * Undefined where `name` does not lead.
 */
export function leaderTarget(
  status: ClusterStatus,
  name: string,
): {name: string; memberId: string} | undefined {
  const leader = status.nodes.find(node => node.name === name);
  if (leader?.isLeader !== true) return undefined;
  const best = votersOf(status)
    .filter(voter => voter.serving && voter.name !== name && voter.memberId !== undefined)
    .sort((a, b) => Number(b.healthy) - Number(a.healthy) || (a.raftLag ?? 0) - (b.raftLag ?? 0))[0];
  return best?.memberId === undefined ? undefined : {name: best.name, memberId: best.memberId};
}
