import {quorumOf} from '../cluster/quorum.js';
import {votersOf, type MemberFacts, type MembershipFacts} from './facts.js';

/** Of a voter that answers and has no quorum too. */
function answers({raftTerm}: MemberFacts): boolean {
  return raftTerm !== undefined;
}

/**
 * The voter that was added and never started, where the quorum waits for just one more, as beside a single member. To
 * start it takes no agreement, and nothing else is possible before: etcd can neither remove nor change it.
 */
export function awaitedVoter(
  facts: Pick<MembershipFacts, 'members' | 'isConfirmed'>,
): MemberFacts | undefined {
  const voters = votersOf(facts);
  const isLacking = voters.filter(answers).length === quorumOf(voters.length) - 1;
  if (facts.isConfirmed || !isLacking) return undefined;
  return voters.find(voter => !voter.started && !answers(voter));
}

/** As things are once it runs: who answers now serves then. */
export function withAwaited(facts: MembershipFacts): MembershipFacts {
  if (awaitedVoter(facts) === undefined) return facts;
  return {...facts, members: facts.members.map(one => (answers(one) ? {...one, serving: true} : one))};
}

/** Where nobody is to start it: what a member has on its own becomes a new cluster, of the members of the spec. */
export const AWAITED_LOST_HINT =
  'where it can never start: etcdops snapshot save way-out.db, then etcdops snapshot restore way-out.db';
