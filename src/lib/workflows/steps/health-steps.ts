import {labelOf} from '../../domain/membership/facts.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState, writeState} from '../../queries/cluster-state.js';
import {observeNow, waitForMembers} from '../membership/observe.js';
import type {Membership} from '../membership/shared-look.js';
import type {Binder} from './actions.js';

const HEALTHY_WITHIN_MS = 60_000;

/** What keeps the cluster from being whole. @param excused ids of members that need not serve */
function missing({facts}: Membership, excused: readonly string[]): true | string {
  if (!facts.isConfirmed) return 'no quorum answers';
  const absent = facts.members.filter(({id, serving}) => !serving && !excused.includes(id));
  return absent.length === 0 || `${absent.map(labelOf).join(', ')} does not serve yet`;
}

/** A step before this one starts them, or restores data that want no user. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof OpsError && ['E_UNREACHABLE', 'E_NO_ACCESS'].includes(error.code)) return undefined;
  throw error;
}

/** All members serve, agree, and are known to etcdops as ones that have data. */
export const verifyHealth: Binder<'verify-health'> = (context, {absent = []}) => {
  const recorded = async ({facts, adapters}: Membership): Promise<boolean> => {
    const {members = []} = await readState(adapters, context.folder);
    return facts.members.every(({name}) => members.includes(name));
  };
  return {
    async check() {
      const membership = await observeNow(context).catch(unlessUnknown);
      if (membership === undefined) return 'todo';
      return missing(membership, absent) === true && (await recorded(membership)) ? 'done' : 'todo';
    },
    async run() {
      const membership = await waitForMembers(context, {
        what: 'waiting until all members are healthy',
        timeoutMs: HEALTHY_WITHIN_MS,
        isSo: membership => missing(membership, absent),
      });
      const {adapters, facts} = membership;
      const state = await readState(adapters, context.folder);
      const names = facts.members.map(({name}) => name);
      const firstHealthyAt = state.firstHealthyAt ?? adapters.clock.now().toISOString();
      const {clusterId} = facts;
      await writeState(adapters, context.folder, {...state, clusterId, firstHealthyAt, members: names});
    },
  };
};
