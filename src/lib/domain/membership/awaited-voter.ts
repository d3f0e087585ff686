import {votersOf, type MemberFacts, type MembershipFacts} from './facts.js';

/** Of a voter that answers and has no quorum too. */
function answers({raftTerm}: MemberFacts): boolean {
  return raftTerm !== undefined;
}

/**
 * The voter that was added beside a single member and never started: the quorum waits for it. To start it takes no
 * agreement, and nothing else is possible before: etcd can neither remove nor change it. Beside more members one that is
 * dead may know of it what the living do not, such as that it has acknowledged writes.
 */
export function awaitedVoter(
  facts: Pick<MembershipFacts, 'members' | 'isConfirmed'>,
): MemberFacts | undefined {
  const voters = votersOf(facts);
  if (facts.isConfirmed || voters.length !== 2 || !voters.some(answers)) return undefined;
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
