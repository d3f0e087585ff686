import {quorumOf} from '../cluster/quorum.js';
import {ETCD_LINES, lineOf} from '../etcd-version/version.js';
import {enumerated} from '../rules/wording.js';
import {etcdopsLine} from '../text/etcdops-line.js';
import {plural} from '../text/plural.js';
import {AWAITED_LOST_HINT, awaitedVoter} from './awaited-voter.js';
import {labelOf, leaderOf, votersOf, type MemberFacts, type MembershipFacts} from './facts.js';
import {refused, type Refused} from './verdict.js';

export function labels(members: readonly MemberFacts[]): string {
  return enumerated(members.map(labelOf));
}

/** `infra2 does not serve`, `infra1 and infra2 do not serve`. */
export function absentWords(absent: readonly MemberFacts[]): string {
  return `${labels(absent)} ${absent.length === 1 ? 'does' : 'do'} not serve`;
}

/** How the first of some members that do not serve is started. */
export function startHint(absent: readonly MemberFacts[]): string {
  const [first] = absent.flatMap(({node}) => node ?? []);
  return first === undefined ? 'etcdops member list' : `to start it: ${etcdopsLine('up', first)}`;
}

/** Of one that was added and never started. */
function additionHints({node, id}: MemberFacts): string[] {
  return [
    node === undefined
      ? 'to finish its addition: etcdops member add NAME, once a node of the spec has its peer URL'
      : `to finish its addition: ${etcdopsLine('member', 'add', node)}`,
    `or take it back: ${etcdopsLine('member', 'remove', id)}`,
  ];
}

/** How members that do not serve come back, or are done without where the spec does not know them. */
export function revivalHints(absent: readonly MemberFacts[]): string[] {
  const [known] = absent.filter(({node}) => node !== undefined);
  if (known?.started === false) return additionHints(known);
  if (known !== undefined)
    return [`where its data is lost: ${etcdopsLine('member', 'replace', known.node!)}`, startHint(absent)];
  const [stranger] = absent;
  if (stranger === undefined) return ['etcdops member list'];
  return ['start it where it lives', `or be rid of it: ${etcdopsLine('member', 'remove', stranger.id)}`];
}

function awaitedRefusal(awaited: MemberFacts, voters: number): Refused {
  return refused(
    `the cluster has no quorum: ${labelOf(awaited)} has been added and not started, and ${quorumOf(voters)} of ${plural(voters, 'voter')} are needed. Until it runs etcd changes and removes nothing`,
    awaited.node === undefined
      ? 'start it: write a node with its peer URL into the spec, then: etcdops member add NAME'
      : `start it: ${etcdopsLine('member', 'add', awaited.node)}`,
    AWAITED_LOST_HINT,
  );
}

export function quorumRefusal(facts: MembershipFacts): Refused | undefined {
  if (facts.isConfirmed && leaderOf(facts) !== undefined) return undefined;
  const voters = votersOf(facts);
  const awaited = awaitedVoter(facts);
  if (awaited !== undefined) return awaitedRefusal(awaited, voters.length);
  const absent = voters.filter(({serving}) => !serving);
  const because = absent.length === 0 ? 'nobody leads' : absentWords(absent);
  return refused(
    `the cluster has no quorum: ${because}, and ${quorumOf(voters.length)} of ${plural(voters.length, 'voter')} are needed`,
    'etcdops status',
    startHint(absent),
  );
}

/** @param targetId a member that goes may think what it likes */
function disagreementRefusal(facts: MembershipFacts, targetId: string | undefined): Refused | undefined {
  const words = facts.disagreements.filter(({memberId}) => memberId !== targetId).map(one => one.words);
  if (words.length === 0) return undefined;
  return refused(`the members do not agree about the membership: ${words.join('; ')}`, 'etcdops member list');
}

function alarmRefusal(facts: MembershipFacts, targetId: string | undefined): Refused | undefined {
  const [first] = facts.members.filter(({id, alarms}) => alarms.length > 0 && id !== targetId);
  if (first === undefined) return undefined;
  return refused(
    `${labelOf(first)} has the alarm ${first.alarms.join(', ')} up`,
    'mend what it warns of before the members change; see: etcdops ctl -- alarm list',
  );
}

function lineIndex({version}: MemberFacts): number {
  return version === undefined ? -1 : ETCD_LINES.findIndex(line => line === lineOf(version));
}

/** Members of neighbouring lines run together, during an upgrade; others never do. */
function versionRefusal(facts: MembershipFacts, targetId: string | undefined): Refused | undefined {
  const known = facts.members.filter(member => member.id !== targetId && lineIndex(member) !== -1);
  const [oldest, ...others] = known.sort((a, b) => lineIndex(a) - lineIndex(b));
  const newest = others.at(-1);
  if (oldest === undefined || newest === undefined) return undefined;
  if (lineIndex(newest) - lineIndex(oldest) <= 1) return undefined;
  return refused(
    `${labelOf(oldest)} runs etcd ${oldest.version} and ${labelOf(newest)} ${newest.version}: more than one minor version apart`,
    'bring them to neighbouring versions first; see: etcdops status',
  );
}

function halfAddedRefusal(facts: MembershipFacts, targetId: string | undefined): Refused | undefined {
  const [first] = facts.members.filter(({id, started}) => !started && id !== targetId);
  if (first === undefined) return undefined;
  return refused(
    `${labelOf(first)} has been added and not started: one change at a time`,
    ...additionHints(first),
  );
}

/**
 * What stands against starting a member that somebody has added. Where the quorum waits for it, what only a quorum could
 * mend is no reason.
 */
export function finishRefusal(facts: MembershipFacts, id: string): Refused | undefined {
  if (awaitedVoter(facts) === undefined || facts.members.find(one => one.id === id)?.isLearner !== false)
    return generalRefusal(facts, id);
  return disagreementRefusal(facts, id) ?? versionRefusal(facts, id);
}

/**
 * What stands against any change of the membership.
 * @param targetId the member that the change is about
 */
export function generalRefusal(facts: MembershipFacts, targetId?: string): Refused | undefined {
  return (
    quorumRefusal(facts) ??
    disagreementRefusal(facts, targetId) ??
    alarmRefusal(facts, targetId) ??
    versionRefusal(facts, targetId) ??
    halfAddedRefusal(facts, targetId)
  );
}
