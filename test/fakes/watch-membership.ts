import type {MemberFacts, MembershipFacts} from '../../src/lib/domain/membership/facts.js';
import {observeMembership, type WantedMembership} from '../../src/lib/queries/observe-membership.js';

/**
 * Observes again and again, and tells of each member that came after the first look for how long it has been serving:
 * etcd counts it only after a while.
 */
export function watchMembership(
  observer: Parameters<typeof observeMembership>[0],
  wanted: WantedMembership,
): () => Promise<MembershipFacts> {
  let seen: ReadonlyMap<string, number> | undefined;
  return async () => {
    const facts = await observeMembership(observer, wanted);
    const now = observer.clock.monotonicMs();
    const before = seen;
    const sinceWhen = ({id}: MemberFacts): number =>
      before === undefined ? -Infinity : (before.get(id) ?? now);
    const serving = facts.members.filter(member => member.serving);
    const since = new Map(serving.map(member => [member.id, sinceWhen(member)]));
    seen = since;
    const withTime = (member: MemberFacts): MemberFacts => {
      const servingMs = now - (since.get(member.id) ?? -Infinity);
      return servingMs === Infinity ? member : {...member, servingMs};
    };
    return {...facts, members: facts.members.map(withTime)};
  };
}
