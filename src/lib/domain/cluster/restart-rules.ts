import type {ClusterStatus} from './judge.js';
import {quorumOf} from './quorum.js';
import type {Voting} from './voting.js';

function votersOf<V extends Voting>(voting: V): V['nodes'][number][] {
  return voting.nodes.filter(({role}) => role === 'member');
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

/** Voters that do not serve, beside the one that is to stop. */
export function deadBeside<V extends Voting>(voting: V, name: string): V['nodes'][number][] {
  return votersOf(voting).filter(voter => !voter.serving && voter.name !== name);
}

/**
 * Why a member must not be stopped now, or undefined where a quorum goes on without it: also where it does not vote.
 * Members with an alarm count: they vote, and a restart with a larger quota is how a NOSPACE alarm is mended.
 */
export function restartRefusal(voting: Voting, name: string): string | undefined {
  const voters = votersOf(voting);
  const others = voters.filter(voter => voter.serving && voter.name !== name);
  const needed = quorumOf(voters.length);
  if (others.length >= needed || !voters.some(voter => voter.name === name)) return undefined;
  const dead = deadBeside(voting, name).map(voter => voter.name);
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
