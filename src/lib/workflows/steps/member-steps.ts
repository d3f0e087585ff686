import {leaderOf, type MemberFacts, type MembershipFacts} from '../../domain/membership/facts.js';
import {canAdd, canPromote, canRemove} from '../../domain/membership/guards.js';
import {leaderAfter} from '../../domain/membership/leader-after.js';
import {refusalReasonOf} from '../../domain/membership/refusal.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {CHANGE_TIMEOUT_MS, makeChange, SHOWS_WITHIN_MS} from '../membership/make-change.js';
import {
  assertAllowed,
  leaderUrlOf,
  memberAt,
  memberOfId,
  observeNow,
  waitForMembers,
} from '../membership/observe.js';
import {withoutLead} from '../membership/target.js';
import type {RunContext} from '../runs/run-context.js';
import type {Binder} from './actions.js';

/** A learner fetches a snapshot of the whole database first. */
const IN_SYNC_WITHIN_MS = 600_000;

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

export const moveLeader: Binder<'move-leader'> = (context, {name, memberId}) => ({
  check: async () => (leads((await observeNow(context)).facts, memberId) ? 'todo' : 'done'),
  run: () => leadAway(context, {name, memberId}),
});
