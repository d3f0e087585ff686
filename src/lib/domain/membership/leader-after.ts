import {OpsError} from '../../errors/ops-error.js';
import {labelOf, votersOf, type MemberFacts, type MembershipFacts} from './facts.js';

/**
 * The voter to lead in place of another one: one without an alarm before others, then the one with the most of the
 * log.
 * @throws E_QUORUM where no other voter serves
 */
export function leaderAfter(facts: MembershipFacts, id: string): MemberFacts {
  const [best] = votersOf(facts)
    .filter(voter => voter.serving && voter.id !== id)
    .sort((a, b) => a.alarms.length - b.alarms.length || (a.raftLag ?? 0) - (b.raftLag ?? 0));
  if (best !== undefined) return best;
  const leader = facts.members.find(member => member.id === id);
  const name = leader === undefined ? id : labelOf(leader);
  throw new OpsError('E_QUORUM', `no other voter serves that could lead in place of ${name}`, {
    hints: ['etcdops status'],
  });
}
