import {faultTolerance, noFailureText, quorumOf} from '../cluster/quorum.js';
import {etcdopsLine} from '../text/etcdops-line.js';
import {plural} from '../text/plural.js';
import {printable} from '../text/printable.js';
import {argumentOf, labelOf, leaderOf, votersOf, type MemberFacts, type MembershipFacts} from './facts.js';
import {absentWords, generalRefusal, labels, revivalHints, startHint} from './preconditions.js';
import {
  CONNECTED_AFTER_MS,
  isInSync,
  mayAddMember,
  mayPromoteMember,
  mayRemoveVoter,
  type ReconfigAnswer,
  type VoterState,
} from './reconfig-rules.js';
import {allowed, refused, type Refused, type Verdict, type Wait} from './verdict.js';

/** Of which nothing is known counts as the oldest, which refuses most. */
export const STRICTEST_VERSION = '3.4.0';

function voterStates(facts: MembershipFacts): VoterState[] {
  return votersOf(facts).map(({id, started, serving, servingMs = Infinity, isLeader}) => ({
    id,
    started,
    connectedMs: serving ? (isLeader ? Infinity : servingMs) : undefined,
  }));
}

/** etcd's own refusal in words, before etcd is asked. */
function reconfigRefusal(
  facts: MembershipFacts,
  answer: ReconfigAnswer,
  verb: string,
): Refused | Wait | undefined {
  const voters = votersOf(facts);
  if (answer === 'allowed') return undefined;
  if (answer === 'wait') {
    const young = voters.filter(
      ({serving, servingMs = Infinity}) => serving && servingMs < CONNECTED_AFTER_MS,
    );
    return {answer: 'wait', reason: `${labels(young)} must have been connected for 5 s`};
  }
  if (answer === 'not-enough-started') {
    const missing = voters.filter(({started}) => !started);
    const because =
      missing.length === 0 ? 'too few voters would remain' : `${labels(missing)} has not started`;
    return refused(`etcd ${verb} no member: ${because}`, 'etcdops member list');
  }
  const absent = voters.filter(({serving}) => !serving);
  return refused(
    `etcd ${verb} no member while ${absentWords(absent)} (${voters.length - absent.length} of ${plural(voters.length, 'voter')} serve)`,
    ...revivalHints(absent),
  );
}

/** What must be said where no voter may fail after the change. */
export function toleranceNotices(voters: number, serving: number): string[] {
  if (faultTolerance(voters, serving) > 0) return [];
  if (serving === voters) return [noFailureText(voters)];
  return [`with ${plural(voters, 'voter')} and ${serving} serving the cluster bears no failure`];
}

export function servingCount(members: readonly MemberFacts[]): number {
  return members.filter(({serving}) => serving).length;
}

export function takenRefusal(
  facts: MembershipFacts,
  peerUrls: readonly string[],
  exceptId?: string,
): Refused | undefined {
  for (const member of facts.members) {
    const taken = member.peerUrls.find(url => peerUrls.includes(url));
    if (taken !== undefined && member.id !== exceptId)
      return refused(`the peer URL ${printable(taken)} is that of ${labelOf(member)}`, 'etcdops member list');
  }
  return undefined;
}

export function unknownRefusal(id: string): Refused {
  return refused(`no member has the id ${printable(id)}`, 'etcdops member list');
}

export interface AdditionRequest {
  readonly peerUrl: string;
  readonly asLearner: boolean;
}

/** May a member be added? It does not run yet: as a voter it counts against the quorum until it does. */
export function canAdd(facts: MembershipFacts, {peerUrl, asLearner}: AdditionRequest): Verdict {
  const before = takenRefusal(facts, [peerUrl]) ?? generalRefusal(facts);
  if (before !== undefined) return before;
  const learner = facts.members.find(({isLearner}) => isLearner);
  if (asLearner && learner !== undefined) {
    return refused(`${labelOf(learner)} is a learner, and etcd takes one at a time`, promotionHint(learner));
  }
  const version = leaderOf(facts)?.version ?? facts.version ?? STRICTEST_VERSION;
  const answer = mayAddMember(voterStates(facts), {asLearner, version});
  const refusal = reconfigRefusal(facts, answer, 'adds');
  if (refusal !== undefined) return refusal;
  return asLearner ? allowed([]) : voterAddition(votersOf(facts));
}

function voterAddition(voters: readonly MemberFacts[]): Verdict {
  const serving = servingCount(voters);
  if (serving >= quorumOf(voters.length + 1)) return allowed(toleranceNotices(voters.length + 1, serving));
  return allowed(
    ['every write waits until the new member runs: two voters agree on everything, and only one is there'],
    true,
  );
}

/** May a member be removed? */
export function canRemove(facts: MembershipFacts, id: string): Verdict {
  const target = facts.members.find(member => member.id === id);
  if (target === undefined) return unknownRefusal(id);
  const before = generalRefusal(facts, id);
  if (before !== undefined) return before;
  if (target.isLearner) return allowed([]);
  const others = votersOf(facts).filter(voter => voter.id !== id);
  if (others.length === 0) return lastVoterRefusal(facts, target);
  if (target.isLeader)
    return refused(`${labelOf(target)} leads the cluster: another voter has to lead first`, 'etcdops status');
  const refusal = reconfigRefusal(facts, mayRemoveVoter(voterStates(facts), id), 'removes');
  if (refusal !== undefined) return refusal;
  const absent = others.filter(({serving}) => !serving);
  if (servingCount(others) < quorumOf(others.length))
    return refused(
      `without ${labelOf(target)} the quorum is lost: ${absentWords(absent)}`,
      ...revivalHints(absent),
    );
  return allowed(toleranceNotices(others.length, servingCount(others)));
}

/** What is promoted has to be in the spec. */
function promotionHint(learner: MemberFacts): string {
  const verb = learner.node === undefined ? 'remove' : 'promote';
  return etcdopsLine('member', verb, argumentOf(learner));
}

function lastVoterRefusal(facts: MembershipFacts, target: MemberFacts): Refused {
  const learner = facts.members.find(({isLearner}) => isLearner);
  return learner === undefined
    ? refused(
        `${labelOf(target)} is the last member`,
        `for another one in its place: ${etcdopsLine('member', 'replace', argumentOf(target), '--with')} NEW`,
        'to end the cluster: etcdops down',
      )
    : refused(
        `${labelOf(target)} is the only voter: ${labelOf(learner)} is a learner and does not vote`,
        promotionHint(learner),
      );
}

/** May a learner become a voter? */
export function canPromote(facts: MembershipFacts, id: string): Verdict {
  const target = facts.members.find(member => member.id === id);
  if (target === undefined) return unknownRefusal(id);
  const before = generalRefusal(facts, id);
  if (before !== undefined) return before;
  const notReady = unreadyLearner(facts, target);
  if (notReady !== undefined) return notReady;
  const refusal = reconfigRefusal(facts, mayPromoteMember(voterStates(facts)), 'promotes');
  if (refusal !== undefined) return refusal;
  const voters = [...votersOf(facts), target];
  const absent = voters.filter(({serving}) => !serving);
  if (servingCount(voters) < quorumOf(voters.length))
    return refused(`with one more voter the quorum is lost: ${absentWords(absent)}`, ...revivalHints(absent));
  return allowed(toleranceNotices(voters.length, servingCount(voters)));
}

function unreadyLearner(facts: MembershipFacts, target: MemberFacts): Refused | Wait | undefined {
  const label = labelOf(target);
  if (!target.isLearner) return refused(`${label} votes already`, 'etcdops member list');
  if (!target.started || !target.serving)
    return refused(`${label} is a learner that does not serve`, startHint([target]));
  const [has = 0, wanted = 0] = [target.raftAppliedIndex, leaderOf(facts)?.raftIndex];
  if (isInSync(has, wanted)) return undefined;
  return {answer: 'wait', reason: `${label} has ${has} of ${wanted} entries of the leader's log`};
}
