import {isElecting, leaderOf, type MemberFacts, type MembershipFacts} from '../../domain/membership/facts.js';
import type {Verdict} from '../../domain/membership/verdict.js';
import {clientUrlOf, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {formatDurationMs} from '../../domain/text/duration.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import {observeMembership} from '../../queries/observe-membership.js';
import type {RunContext} from '../runs/run-context.js';
import type {Membership} from './shared-look.js';

const POLL_MS = 200;

/** A leader that died is replaced within a second or two; where votes are split or machines busy, later. */
const ELECTION_MS = 10_000;

/** Read anew before each step: two operators may work on one cluster. */
export function observeNow(context: RunContext): Promise<Membership> {
  return context.look === undefined ? observe(context) : context.look.by(() => observe(context));
}

async function observe(context: RunContext): Promise<Membership> {
  const cluster = await context.cluster();
  const {adapters, loaded} = cluster;
  const {clock, progress, signal} = adapters;
  const {clusterId, nodes: made} = await readState(adapters, context.folder);
  const observer = {...adapters, silence: context.silence};
  const startedAt = clock.monotonicMs();
  for (;;) {
    const facts = await observeMembership(observer, {spec: loaded.spec, clusterId, made});
    const waitedMs = clock.monotonicMs() - startedAt;
    if (!isElecting(facts) || waitedMs > ELECTION_MS) return {...cluster, facts, recordedId: clusterId};
    progress.update(`waiting for the members to elect a leader (${formatDurationMs(waitedMs)})`);
    await clock.sleep(POLL_MS, signal);
  }
}

/** The same; undefined where nobody tells who the members are, as while the only one is away. */
export async function observeIfAnswered(context: RunContext): Promise<MembershipFacts | undefined> {
  try {
    return (await observeNow(context)).facts;
  } catch (error) {
    if (error instanceof OpsError && error.code === 'E_UNREACHABLE') return undefined;
    throw error;
  }
}

export function memberAt({members}: MembershipFacts, peerUrl: string): MemberFacts | undefined {
  return members.find(({peerUrls}) => peerUrls.includes(peerUrl));
}

export function memberOfId({members}: MembershipFacts, id: string): MemberFacts | undefined {
  return members.find(member => member.id === id);
}

/** Where a member is reached: where it answered, else as the spec has it, since what it advertises may be meant for others. */
function urlOf({loaded: {spec}}: Membership, member: MemberFacts): string {
  if (member.answersAt !== undefined) return member.answersAt;
  const node = membersOf(spec).find(other => member.peerUrls.includes(peerUrlOf(spec, other) ?? ''));
  return node === undefined ? (member.clientUrls[0] ?? '') : clientUrlOf(spec, node);
}

/** Where changes are asked for: of the leader, which knows best who is connected. */
export function leaderUrlOf(membership: Membership): string {
  const leader = leaderOf(membership.facts);
  if (leader !== undefined) return urlOf(membership, leader);
  throw new OpsError('E_UNHEALTHY', 'the cluster has no leader, and without one its members do not change', {
    hints: ['etcdops status'],
  });
}

/** @throws E_QUORUM with the reason where a guard refuses */
export function assertAllowed(verdict: Verdict): void {
  if (verdict.answer === 'refused') throw new OpsError('E_QUORUM', verdict.reason, {hints: verdict.hints});
}

export interface Wait {
  readonly what: string;
  readonly timeoutMs: number;
  /** A text says what is still missing. */
  readonly isSo: (membership: Membership) => true | string;
}

/** Reads the members again and again until they are as they should be. */
export async function waitForMembers(
  context: RunContext,
  {what, timeoutMs, isSo}: Wait,
): Promise<Membership> {
  const {adapters} = await context.cluster();
  const {clock, progress, signal} = adapters;
  const startedAt = clock.monotonicMs();
  for (;;) {
    const membership = await observeNow(context);
    const missing = isSo(membership);
    if (missing === true) return membership;
    signal.throwIfAborted();
    const waitedMs = clock.monotonicMs() - startedAt;
    if (waitedMs > timeoutMs) {
      throw new OpsError('E_UNHEALTHY', `${what}: not within ${formatDurationMs(timeoutMs)} (${missing})`, {
        hints: ['etcdops status', 'etcdops member list'],
      });
    }
    progress.update(`${what}: ${missing} (${formatDurationMs(waitedMs)})`);
    await clock.sleep(POLL_MS, signal);
  }
}
