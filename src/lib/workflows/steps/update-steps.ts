import type {MembershipFacts} from '../../domain/membership/facts.js';
import {canTakeBack, canUpdate} from '../../domain/membership/update-guards.js';
import {printable} from '../../domain/text/printable.js';
import {makeChange, type Change} from '../membership/make-change.js';
import {assertAllowed, memberOfId, observeIfAnswered, observeNow} from '../membership/observe.js';
import type {RunContext} from '../runs/run-context.js';
import type {Binder} from './actions.js';
import {runningOf} from './find-node.js';
import {isSame} from './restart-steps.js';

const TOLD_WITHIN_MS = 20_000;
const POLL_MS = 100;

/** A member that an undo has started a moment ago may be the one without which nobody tells. */
async function waitTold(context: RunContext, what: string): Promise<void> {
  const {clock, progress, signal} = (await context.cluster()).adapters;
  const startedAt = clock.monotonicMs();
  while ((await observeIfAnswered(context))?.isConfirmed !== true) {
    // The change that comes next says why it cannot be made.
    if (clock.monotonicMs() - startedAt > TOLD_WITHIN_MS) return;
    progress.update(`${what}: waiting until the members have a quorum`);
    await clock.sleep(POLL_MS, signal);
  }
}

export const updateMember: Binder<'update-member'> = (context, input) => {
  const {name, memberId, peerUrls, before, restart} = input;
  const has = (facts: MembershipFacts, urls: readonly string[]): boolean => {
    const known = memberOfId(facts, memberId)?.peerUrls ?? [];
    return known.length === urls.length && urls.every(url => known.includes(url));
  };
  const isMade = async (): Promise<boolean> => has((await observeNow(context)).facts, peerUrls);
  const changeTo = (urls: readonly string[], mayBeMade: typeof canUpdate): Change => ({
    what: `giving ${name} the peer URL ${printable(urls.join(', '))}`,
    isMade: facts => has(facts, urls),
    mayBeMade: facts => mayBeMade(facts, memberId, urls),
    act: ({adapters}, url, options) =>
      adapters.etcdApi.memberUpdate(url, {memberId, peerUrls: urls}, options),
  });
  return {
    check: async () => ((await isMade()) ? 'done' : 'todo'),
    require: async () => assertAllowed(canUpdate((await observeNow(context)).facts, memberId, peerUrls)),
    run: () => makeChange(context, changeTo(peerUrls, canUpdate)),
    // The only member tells nothing while it is away to start on its new address.
    async holds() {
      const facts = await observeIfAnswered(context);
      return facts === undefined || has(facts, peerUrls);
    },
    async stays(hasBegun) {
      if (restart === undefined || !hasBegun(restart.step)) return false;
      // One that the spec has no more was edited out since.
      const running = await runningOf(context, name);
      return running === undefined || !isSame(restart.was, running);
    },
    async undo() {
      const change = changeTo(before, canTakeBack);
      await waitTold(context, change.what);
      // Somebody may have removed the member since.
      if (memberOfId((await observeNow(context)).facts, memberId) !== undefined)
        await makeChange(context, change);
    },
  };
};
