import {leaderOf, type MemberFacts, type MembershipFacts} from '../../domain/membership/facts.js';
import {canAdd, canPromote, canRemove, canUpdate} from '../../domain/membership/guards.js';
import {leaderAfter} from '../../domain/membership/leader-after.js';
import {mayBeCommitted, refusalReasonOf} from '../../domain/membership/refusal.js';
import type {Verdict} from '../../domain/membership/verdict.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {assertOnlyOurs} from '../membership/foresee.js';
import {
  assertAllowed,
  leaderUrlOf,
  memberAt,
  memberOfId,
  observeNow,
  waitForMembers,
} from '../membership/observe.js';
import type {Membership} from '../membership/shared-look.js';
import {withoutLead} from '../membership/target.js';
import type {RunContext} from '../runs/run-context.js';
import type {Binder} from './actions.js';

/** One request; a change that needs longer has no quorum. */
const CHANGE_TIMEOUT_MS = 7000;
/** Until a change shows everywhere, also one of which etcd did not say whether it was made. */
const SHOWS_WITHIN_MS = 20_000;
/** etcd takes no change until its voters have been connected for 5 s, and after an election none that ask at once. */
const RULE_WITHIN_MS = 15_000;
const RULE_RETRY_MS = 100;
/** A learner fetches a snapshot of the whole database first. */
const IN_SYNC_WITHIN_MS = 600_000;

interface Change {
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

type Answer = 'made' | 'unknown' | 'again';

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
    if (reason === undefined || !mayBeCommitted(reason)) throw error;
    return 'unknown';
  }
}

/**
 * Makes a change of the membership. The members are read, and the guard asked, before each request. Where nobody knows
 * whether it was made, the members are read until it shows, and it is not asked for again in this run.
 */
async function makeChange(context: RunContext, change: Change, withinMs = RULE_WITHIN_MS): Promise<void> {
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
    if (answer !== 'again') break;
    if (isLast)
      assertAllowed({
        answer: 'refused',
        reason: `${change.what}: etcd still refuses`,
        hints: ['etcdops status'],
      });
    const why = verdict.answer === 'wait' ? verdict.reason : 'voters must have been connected for 5 s';
    progress.update(`${change.what}: ${why}`);
    await clock.sleep(RULE_RETRY_MS, signal);
  }
  await waitForMembers(context, {
    what: change.what,
    timeoutMs: SHOWS_WITHIN_MS,
    isSo: ({facts}) => change.isMade(facts) || 'it does not show yet',
  });
}

export const addMember: Binder<'add-member'> = (context, {node, peerUrl, isLearner}) => {
  const isMade = (facts: MembershipFacts): boolean => memberAt(facts, peerUrl) !== undefined;
  const isThere = async (): Promise<boolean> => isMade((await observeNow(context)).facts);
  return {
    check: async () => ((await isThere()) ? 'done' : 'todo'),
    require: async () =>
      assertAllowed(canAdd((await observeNow(context)).facts, {peerUrl, asLearner: isLearner})),
    run: () =>
      makeChange(context, {
        what: `adding ${node}`,
        isMade,
        mayBeMade: facts => canAdd(facts, {peerUrl, asLearner: isLearner}),
        act: ({adapters}, url, options) =>
          adapters.etcdApi.memberAdd(url, {peerUrls: [peerUrl], isLearner}, options),
      }),
    holds: isThere,
    async undo() {
      const member = memberAt((await observeNow(context)).facts, peerUrl);
      if (member !== undefined) await remove(context, {name: node, memberId: member.id});
    },
  };
};

interface Named {
  readonly name: string;
  readonly memberId: string;
}

function leads(facts: MembershipFacts, memberId: string): boolean {
  return leaderOf(facts)?.id === memberId;
}

/** Another voter leads afterwards; nothing where that is so. */
async function leadAway(context: RunContext, {name, memberId}: Named): Promise<void> {
  const membership = await observeNow(context);
  if (!leads(membership.facts, memberId)) return;
  const target = leaderAfter(membership.facts, memberId);
  const {adapters} = membership;
  adapters.progress.update(`moving the leadership from ${name} to ${target.name}`);
  const options = {timeoutMs: CHANGE_TIMEOUT_MS, signal: adapters.signal};
  try {
    await adapters.etcdApi.moveLeader(leaderUrlOf(membership), target.id, options);
  } catch (error) {
    // Another one may lead by now; whoever it is, the wait tells.
    adapters.progress.update(errorMessage(error));
    if (refusalReasonOf(error) === undefined) throw error;
  }
  await waitForMembers(context, {
    what: `moving the leadership away from ${name}`,
    timeoutMs: SHOWS_WITHIN_MS,
    isSo: ({facts}) =>
      (leaderOf(facts) !== undefined && !leads(facts, memberId)) || 'no other member leads yet',
  });
}

/** Also of one that has been elected since another one was made to lead. */
async function remove(context: RunContext, {name, memberId}: Named): Promise<void> {
  await leadAway(context, {name, memberId});
  await makeChange(context, {
    what: `removing ${printable(name)}`,
    isMade: facts => memberOfId(facts, memberId) === undefined,
    mayBeMade: facts => canRemove(facts, memberId),
    act: ({adapters}, url, options) => adapters.etcdApi.memberRemove(url, memberId, options),
  });
}

export const removeMember: Binder<'remove-member'> = (context, {name, memberId}) => {
  const isGone = async (): Promise<boolean> =>
    memberOfId((await observeNow(context)).facts, memberId) === undefined;
  return {
    check: async () => ((await isGone()) ? 'done' : 'todo'),
    async require() {
      const {facts} = await observeNow(context);
      assertAllowed(canRemove(withoutLead(facts, memberId), memberId));
    },
    run: () => remove(context, {name, memberId}),
    holds: isGone,
  };
};

/** Of a member that the run has added. @throws E_DRIFTED where somebody else has removed it */
function requireMember(
  facts: MembershipFacts,
  {node, peerUrl}: {node: string; peerUrl: string},
): MemberFacts {
  const member = memberAt(facts, peerUrl);
  if (member !== undefined) return member;
  throw new OpsError('E_DRIFTED', `${node} is no member any more: somebody else has changed the members`, {
    hints: ['etcdops member list', 'etcdops run abort, then the command from the start'],
  });
}

export const promoteMember: Binder<'promote-member'> = (context, {node, peerUrl}) => {
  const votes = (facts: MembershipFacts): boolean => memberAt(facts, peerUrl)?.isLearner === false;
  const isMade = async (): Promise<boolean> => votes((await observeNow(context)).facts);
  return {
    check: async () => ((await isMade()) ? 'done' : 'todo'),
    run: () =>
      makeChange(
        context,
        {
          what: `promoting ${node}`,
          isMade: votes,
          mayBeMade: facts => canPromote(facts, requireMember(facts, {node, peerUrl}).id),
          act: ({adapters, facts}, url, options) =>
            adapters.etcdApi.memberPromote(url, memberAt(facts, peerUrl)!.id, options),
        },
        IN_SYNC_WITHIN_MS,
      ),
    holds: isMade,
  };
};

export const updateMember: Binder<'update-member'> = (context, {name, memberId, peerUrls, before}) => {
  const has = (facts: MembershipFacts, urls: readonly string[]): boolean => {
    const known = memberOfId(facts, memberId)?.peerUrls ?? [];
    return known.length === urls.length && urls.every(url => known.includes(url));
  };
  const isMade = async (): Promise<boolean> => has((await observeNow(context)).facts, peerUrls);
  const update = (urls: readonly string[]): Promise<void> =>
    makeChange(context, {
      what: `giving ${name} the peer URL ${printable(urls.join(', '))}`,
      isMade: facts => has(facts, urls),
      mayBeMade: facts => canUpdate(facts, memberId, urls),
      act: ({adapters}, url, options) =>
        adapters.etcdApi.memberUpdate(url, {memberId, peerUrls: urls}, options),
    });
  return {
    check: async () => ((await isMade()) ? 'done' : 'todo'),
    require: async () => assertAllowed(canUpdate((await observeNow(context)).facts, memberId, peerUrls)),
    run: () => update(peerUrls),
    holds: isMade,
    undo: () => update(before),
  };
};

export const moveLeader: Binder<'move-leader'> = (context, {name, memberId}) => ({
  check: async () => (leads((await observeNow(context)).facts, memberId) ? 'todo' : 'done'),
  run: () => leadAway(context, {name, memberId}),
});
