import type {MembershipFacts} from '../../domain/membership/facts.js';
import {mayBeCommitted, refusalReasonOf} from '../../domain/membership/refusal.js';
import type {Verdict} from '../../domain/membership/verdict.js';
import {OpsError} from '../../errors/ops-error.js';
import type {RunContext} from '../runs/run-context.js';
import {assertOnlyOurs} from './foresee.js';
import {assertAllowed, leaderUrlOf, observeNow, waitForMembers} from './observe.js';
import type {Membership} from './shared-look.js';

/** One request; a change that needs longer has no quorum. */
export const CHANGE_TIMEOUT_MS = 7000;
/** Until a change shows everywhere, also one of which etcd did not say whether it was made. */
export const SHOWS_WITHIN_MS = 20_000;
/** etcd takes no change until its voters have been connected for 5 s, and after an election none that ask at once. */
const RULE_WITHIN_MS = 15_000;
const RULE_RETRY_MS = 100;

/** One change of the membership, as `memberAdd` makes it. */
export interface Change {
  readonly what: string;
  /** Whether the members are as the change makes them. */
  readonly isMade: (facts: MembershipFacts) => boolean;
  readonly mayBeMade: (facts: MembershipFacts) => Verdict;
  readonly act: (
    membership: Membership,
    url: string,
    options: {timeoutMs: number; signal: AbortSignal},
  ) => Promise<unknown>;
}

/** `away`: nobody was asked. */
type Answer = 'made' | 'unknown' | 'again' | 'away';

/** Asks once, of the leader. */
async function ask(membership: Membership, {act}: Change): Promise<Answer> {
  const options = {timeoutMs: CHANGE_TIMEOUT_MS, signal: membership.adapters.signal};
  try {
    await act(membership, leaderUrlOf(membership), options);
    return 'made';
  } catch (error) {
    const reason = refusalReasonOf(error);
    membership.adapters.signal.throwIfAborted();
    if (reason === 'unhealthy-cluster' || reason === 'learner-not-in-sync') return 'again';
    // It has ended since it was seen to lead: nothing was sent, and another one may lead in a moment.
    if (reason === undefined && error instanceof OpsError && error.code === 'E_UNREACHABLE') return 'away';
    if (reason === undefined || !mayBeCommitted(reason)) throw error;
    return 'unknown';
  }
}

function whyNotYet(answer: Answer, verdict: Verdict): string {
  if (answer === 'away') return 'the leader has just gone';
  return verdict.answer === 'wait' ? verdict.reason : 'voters must have been connected for 5 s';
}

/**
 * Makes a change of the membership. The members are read, and the guard asked, before each request. Where nobody knows
 * whether it was made, the members are read until it shows, and it is not asked for again in this run.
 */
export async function makeChange(
  context: RunContext,
  change: Change,
  withinMs = RULE_WITHIN_MS,
): Promise<void> {
  const {clock, progress, signal} = (await context.cluster()).adapters;
  const startedAt = clock.monotonicMs();
  for (;;) {
    const membership = await observeNow(context);
    assertOnlyOurs(context.foreseen, membership.facts);
    if (change.isMade(membership.facts)) return;
    const verdict = change.mayBeMade(membership.facts);
    assertAllowed(verdict);
    const isLast = clock.monotonicMs() - startedAt > withinMs;
    const answer = verdict.answer === 'wait' && !isLast ? 'again' : await ask(membership, change);
    if (answer === 'made' || answer === 'unknown') break;
    const still = answer === 'away' ? 'the leader does not answer' : 'etcd still refuses';
    if (isLast)
      assertAllowed({answer: 'refused', reason: `${change.what}: ${still}`, hints: ['etcdops status']});
    progress.update(`${change.what}: ${whyNotYet(answer, verdict)}`);
    await clock.sleep(RULE_RETRY_MS, signal);
  }
  await waitForMembers(context, {
    what: change.what,
    timeoutMs: SHOWS_WITHIN_MS,
    isSo: ({facts}) => change.isMade(facts) || 'it does not show yet',
  });
}
