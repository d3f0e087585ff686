import type {SpecNode} from '../spec/schema.js';

type Node = Pick<SpecNode, 'name' | 'role' | 'learner'>;

function isMember({role}: Node): boolean {
  return role === 'member';
}

/**
 * One roll through all nodes. A gateway passes nothing for a minute to a member that it has met while that was away; so
 * it is restarted before the last member stops, or it might know of none that serves. Other proxies come last.
 */
export function rollOrder<N extends Node>(members: readonly N[], proxies: readonly N[]): N[] {
  // With one alone the others serve, and behind it a gateway forgets that it was away.
  if (members.length < 2) return [...members, ...proxies];
  const isGateway = ({role}: N): boolean => role === 'gateway';
  return [
    ...members.slice(0, -1),
    ...proxies.filter(isGateway),
    ...members.slice(-1),
    ...proxies.filter(node => !isGateway(node)),
  ];
}

/** Who is likely to lead once the last one of a roll has been restarted, which led before: the first of the spec. */
function heirOf<N extends Node>(
  members: readonly N[],
  last: N | undefined,
  inSpec: readonly Node[],
): N | undefined {
  const next = inSpec.find(node => isMember(node) && node.learner !== true && node.name !== last?.name);
  return members.find(({name}) => name === next?.name);
}

/**
 * Two rolls, one right after the other. The second one begins with the last of the first: gateways may pass nothing to
 * that one yet, and it does not lead. It ends with the one that is likely to lead by then.
 * @param ordered members as a restart orders them, the leader last, and proxies
 */
export function twoRolls<N extends Node>(
  ordered: readonly N[],
  inSpec: readonly Node[],
): {first: N[]; second: N[]} {
  const members = ordered.filter(isMember);
  const proxies = ordered.filter(node => !isMember(node));
  const last = members.at(-1);
  const heir = heirOf(members, last, inSpec);
  const between = members.filter(node => node !== last && node !== heir);
  const second = [last, ...between, heir].filter(node => node !== undefined);
  return {first: rollOrder(members, proxies), second: rollOrder(second, proxies)};
}
