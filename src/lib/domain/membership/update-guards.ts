import {quorumOf} from '../cluster/quorum.js';
import {has} from '../etcd-version/capabilities.js';
import {etcdopsLine} from '../text/etcdops-line.js';
import {argumentOf, labelOf, votersOf, type MemberFacts, type MembershipFacts} from './facts.js';
import {servingCount, STRICTEST_VERSION, takenRefusal, toleranceNotices, unknownRefusal} from './guards.js';
import {absentWords, generalRefusal, quorumRefusal, revivalHints} from './preconditions.js';
import {allowed, refused, type Verdict} from './verdict.js';

/** May the peer URLs of a member change? Until it listens there, the others do not reach it. */
export function canUpdate(facts: MembershipFacts, id: string, peerUrls: readonly string[]): Verdict {
  const target = facts.members.find(member => member.id === id);
  if (target === undefined) return unknownRefusal(id);
  const before = takenRefusal(facts, peerUrls, id) ?? generalRefusal(facts, id);
  if (before !== undefined) return before;
  if (target.isLearner) return learnerUpdate(facts, target);
  return absenceOf(facts, target, `until ${labelOf(target)} runs with its new peer URL`);
}

/**
 * May peer URLs be given back that a member had before? The others reach it again by that, so nobody else has to bear
 * anything; it only takes a quorum to agree.
 */
export function canTakeBack(facts: MembershipFacts, id: string, peerUrls: readonly string[]): Verdict {
  return takenRefusal(facts, peerUrls, id) ?? quorumRefusal(facts) ?? allowed([]);
}

/** May a member stop for the moment that it takes to start again? */
export function canBeAway(facts: MembershipFacts, id: string): Verdict {
  const target = facts.members.find(member => member.id === id);
  if (target === undefined || target.isLearner || !target.serving) return allowed([]);
  return absenceOf(facts, target, `while ${labelOf(target)} restarts`);
}

/** @param when the time for which the others have to do without the voter */
function absenceOf(facts: MembershipFacts, target: MemberFacts, when: string): Verdict {
  const voters = votersOf(facts);
  const others = voters.filter(({id}) => id !== target.id);
  const serving = servingCount(others);
  if (serving >= quorumOf(voters.length)) return allowed(toleranceNotices(voters.length, serving));
  // Of so few nobody agrees on anything without it, and it is back in a moment.
  if (serving === voters.length - 1 && voters.length <= 2)
    return allowed([`every write waits ${when}`], true);
  const absent = others.filter(voter => !voter.serving);
  return refused(`${when} the quorum is lost: ${absentWords(absent)}`, ...revivalHints(absent));
}

function learnerUpdate(facts: MembershipFacts, target: MemberFacts): Verdict {
  const {version = STRICTEST_VERSION} = facts;
  if (has(version, 'updateKeepsLearner')) return allowed([]);
  return refused(
    `etcd ${version} makes a voter of a learner whose peer URLs change, and ${labelOf(target)} is one`,
    `remove it: ${etcdopsLine('member', 'remove', argumentOf(target))}`,
    `then write it into the spec with its new peer URL, and: ${etcdopsLine('member', 'add', target.node ?? 'NAME', '--learner-only')}`,
  );
}
