import {quorumOf} from '../cluster/quorum.js';
import {has} from '../etcd-version/capabilities.js';

/** A voter as the member that is asked for a change sees it. */
export interface VoterState {
  readonly id: string;
  /** It has a name; one that is dead now too. */
  readonly started: boolean;
  /** How long the connection to it has lasted; undefined where there is none. Endless for the asked one itself. */
  readonly connectedMs: number | undefined;
}

/** `wait`: refused now, and not any more once the connections that there are have lasted long enough. */
export type ReconfigAnswer = 'allowed' | 'wait' | 'not-enough-started' | 'unhealthy-cluster';

/** etcd's HealthInterval: a voter counts as connected from then on. */
export const CONNECTED_AFTER_MS = 5000;

function connectedSince(voters: readonly VoterState[], leastMs: number): number {
  return voters.filter(({connectedMs}) => connectedMs !== undefined && connectedMs >= leastMs).length;
}

/** The answer by the number of connected voters, or `wait` where the young connections would suffice. */
function byConnected(
  voters: readonly VoterState[],
  suffices: (connected: number) => boolean,
): ReconfigAnswer {
  if (suffices(connectedSince(voters, CONNECTED_AFTER_MS))) return 'allowed';
  return suffices(connectedSince(voters, 0)) ? 'wait' : 'unhealthy-cluster';
}

function startedCount(voters: readonly VoterState[]): number {
  return voters.filter(({started}) => started).length;
}

interface Addition {
  readonly asLearner: boolean;
  /** Of the member that is asked. */
  readonly version: string;
}

/**
 * etcd's strict-reconfig-check, as the asked member counts.
 * @see https://github.com/etcd-io/etcd/blob/main/server/etcdserver/server.go (mayAddMember)
 */
export function mayAddMember(voters: readonly VoterState[], {asLearner, version}: Addition): ReconfigAnswer {
  const started = startedCount(voters);
  const isSecond = voters.length === 1 && started === 1;
  const needed = quorumOf(voters.length + 1);
  if (!asLearner && !isSecond && started < needed) return 'not-enough-started';
  if (voters.length === 1) return 'allowed';
  const wanted = has(version, 'addBesideDeadMember') ? needed : voters.length;
  return byConnected(voters, connected => connected >= wanted);
}

/** The same for a removal. A learner may always go. */
export function mayRemoveVoter(voters: readonly VoterState[], id: string): ReconfigAnswer {
  const others = voters.filter(voter => voter.id !== id);
  const target = voters.find(voter => voter.id === id);
  if (startedCount(others) < quorumOf(others.length)) return 'not-enough-started';
  if (target?.connectedMs === undefined) return 'allowed';
  const least = 1 + Math.floor((voters.length - 1) / 2);
  return byConnected(voters, connected => connected - 1 >= least);
}

/** The same for a promotion of a learner that is in sync, which counts as started. Connections do not matter. */
export function mayPromoteMember(voters: readonly VoterState[]): ReconfigAnswer {
  return startedCount(voters) + 1 < quorumOf(voters.length + 1) ? 'not-enough-started' : 'allowed';
}

/** etcd takes a learner for in sync from this share of the leader's log on. */
const IN_SYNC = 0.9;

export function isInSync(learnerIndex: number, leaderIndex: number): boolean {
  return learnerIndex >= leaderIndex * IN_SYNC;
}
