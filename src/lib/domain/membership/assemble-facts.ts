import type {NodeObservation} from '../cluster/observation.js';
import {absence} from '../cluster/member-verdict.js';
import {compareVersions, parseVersion} from '../etcd-version/version.js';
import {enumerated} from '../rules/wording.js';
import {printable} from '../text/printable.js';
import type {Disagreement, MemberFacts, MembershipFacts} from './facts.js';

interface ListedMember {
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

/** What was answered at one client URL. */
export interface Visit extends Pick<NodeObservation, 'status' | 'quorumConfirmed' | 'error'> {
  readonly clientUrl: string;
  /** Read after the quorum had been confirmed, where it was. */
  readonly list?: {readonly clusterId: string; readonly members: readonly ListedMember[]};
}

type Answered = Visit & Required<Pick<Visit, 'status' | 'list'>>;

/** How many members that answered follow the same leader as this one. */
function companyOf({status}: Answered, all: readonly Visit[]): number {
  if (status.leaderId === undefined) return 0;
  const company = all.flatMap(visit => visit.status ?? []);
  const alike = company.filter(one => one.clusterId === status.clusterId && one.leaderId === status.leaderId);
  return new Set(alike.map(({memberId}) => memberId)).size;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - b[index]!).find(difference => difference !== 0) ?? 0;
}

/**
 * Whose list is taken for the truth: a confirmed leader knows best; without one, who has the most of the log. One that
 * was made a cluster of its own leads and confirms too, which is why the company counts first.
 */
function bestOf(visits: readonly Visit[], expectedId: string | undefined): Answered | undefined {
  const answered = visits.filter(
    (visit): visit is Answered => visit.status !== undefined && visit.list !== undefined,
  );
  const rankOf = (visit: Answered): number[] => {
    const {status, quorumConfirmed} = visit;
    return [
      status.clusterId === expectedId ? 1 : 0,
      companyOf(visit, visits),
      quorumConfirmed ? 1 : 0,
      status.leaderId === status.memberId ? 1 : 0,
      status.raftTerm,
      status.raftAppliedIndex,
    ];
  };
  return answered.sort((one, other) => compareRanks(rankOf(other), rankOf(one)))[0];
}

function whereabouts({clientUrl, status}: Answered, truth: Answered): string {
  const name = truth.list.members.find(({id}) => id === status.memberId)?.name;
  return name === undefined || name === '' ? `who answers at ${clientUrl}` : printable(name);
}

/** A member as other members compare it; its name and client URLs follow later, when it has started. */
function identity({id, peerUrls, isLearner}: ListedMember): string {
  return `${id} ${isLearner ? 'learner' : 'voter'} ${[...peerUrls].sort().join()}`;
}

function shownMember({name, peerUrls, id}: ListedMember): string {
  return printable(name === '' ? (peerUrls[0] ?? id) : name);
}

/** In what the list of one differs from the truth; undefined where in nothing. */
function listDifference(visit: Answered, truth: Answered): string | undefined {
  const own = new Map(visit.list.members.map(member => [member.id, member]));
  const leaders = new Map(truth.list.members.map(member => [member.id, member]));
  const missing = truth.list.members.filter(({id}) => !own.has(id));
  const extra = visit.list.members.filter(({id}) => !leaders.has(id));
  const changed = visit.list.members.filter(member => {
    const other = leaders.get(member.id);
    return other !== undefined && identity(member) !== identity(other);
  });
  const parts: [string, ListedMember[]][] = [
    ['does not list', missing],
    ['still or already lists', extra],
    ['lists with another role or other peer URLs', changed],
  ];
  const words = parts
    .filter(([, members]) => members.length > 0)
    .map(([verb, members]) => `${verb} ${enumerated(members.map(shownMember))}`);
  return words.length === 0 ? undefined : `${whereabouts(visit, truth)} ${words.join(', and ')}`;
}

function disagreementOf(visit: Visit, truth: Answered): Disagreement[] {
  const {status, list, clientUrl} = visit;
  if (status === undefined) return [];
  const say = (words: string): Disagreement[] => [{clientUrl, memberId: status.memberId, words}];
  const answered = {...visit, status, list: list ?? truth.list};
  if (status.clusterId !== truth.status.clusterId)
    return say(`${whereabouts(answered, truth)} is a member of another cluster (${status.clusterId})`);
  if (!truth.list.members.some(({id}) => id === status.memberId))
    return say(`who answers at ${clientUrl} (${status.memberId}) is not in the list of the others`);
  const difference = listDifference(answered, truth);
  return difference === undefined ? [] : say(difference);
}

type Status = NonNullable<Visit['status']>;

/** Why a member of the list does not take part; undefined where it does. */
function absenceOf(visit: Visit | undefined, {status}: Answered): string | undefined {
  const why = absence(visit ?? {quorumConfirmed: false}, status.clusterId);
  if (why !== undefined) return why;
  return visit?.status?.leaderId === status.leaderId ? undefined : 'follows another leader';
}

function progressOf(status: Status, furthest: number): Partial<MemberFacts> {
  const {raftTerm, raftIndex, raftAppliedIndex, dbSizeBytes} = status;
  const version = parseVersion(status.version);
  const raftLag = Math.max(0, furthest - raftAppliedIndex);
  return {
    ...(version === undefined ? {} : {version}),
    ...{raftTerm, raftIndex, raftAppliedIndex, raftLag, dbSizeBytes},
  };
}

function memberFacts(member: ListedMember, visits: readonly Visit[], truth: Answered): MemberFacts {
  const {clusterId} = truth.status;
  const own = visits.find(({status}) => status?.memberId === member.id && status.clusterId === clusterId);
  // Whoever answers there instead of it has been told of as one that disagrees.
  const silent = visits.find(({clientUrl, status}) => !status && member.clientUrls.includes(clientUrl));
  const error = absenceOf(own ?? silent, truth);
  const furthest = Math.max(
    ...visits.map(({status}) => (status?.clusterId === clusterId ? status.raftIndex : 0)),
  );
  return {
    ...member,
    started: member.name !== '',
    serving: error === undefined,
    isLeader: truth.status.leaderId === member.id,
    alarms: own?.status?.alarms ?? [],
    ...(own?.status === undefined ? {} : {answersAt: own.clientUrl, ...progressOf(own.status, furthest)}),
    ...(error === undefined ? {} : {error}),
  };
}

/**
 * Turns the answers of all members into the membership; undefined where nobody gave a list. Pure.
 * @param expectedId the cluster that is meant, where two answer
 */
export function assembleFacts(visits: readonly Visit[], expectedId?: string): MembershipFacts | undefined {
  const truth = bestOf(visits, expectedId);
  if (truth === undefined) return undefined;
  const members = truth.list.members.map(member => memberFacts(member, visits, truth));
  const [version] = members.flatMap(member => member.version ?? []).sort(compareVersions);
  return {
    clusterId: truth.status.clusterId,
    isConfirmed: truth.quorumConfirmed && truth.status.leaderId === truth.status.memberId,
    ...(version === undefined ? {} : {version}),
    members,
    disagreements: visits.flatMap(visit => disagreementOf(visit, truth)),
  };
}
