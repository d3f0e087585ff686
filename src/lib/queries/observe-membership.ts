import type {Adapters} from '../adapters/adapters.js';
import type {MemberList} from '../adapters/etcd-api/parse.js';
import {assembleFacts, type Visit} from '../domain/membership/assemble-facts.js';
import type {MembershipFacts} from '../domain/membership/facts.js';
import {nodeOfMember} from '../domain/membership/member-of-node.js';
import {clientUrlsOf} from '../domain/nodes/client-urls.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {onlyToUsers} from '../errors/only-to-users.js';
import {OpsError} from '../errors/ops-error.js';
import {askMember, CALL_TIMEOUT_MS, type Answers} from './ask-member.js';
import {createSilence, type Silence} from './silence.js';

type MembershipObserver = Pick<Adapters, 'clock' | 'etcdApi' | 'signal'> & {
  /** Of the looks before this one; without it each look waits for everybody. */
  readonly silence?: Silence;
};

/** For one that did not answer before: who is back answers as fast as the others, for whom has been waited already. */
const SILENT_GRACE_MS = 250;

/** More than any cluster has: a list may say anything. */
const MOST_VISITS = 64;

type Learn = (list: MemberList | undefined) => void;

/** With a quorum a member answers sooner. */
const EARLY_MS = 50;

/**
 * The list is local to the member that answers. Read after a linearizable read of the same member it has every change
 * that was made before that read began. Where that takes its time the list is asked for meanwhile, as it may be.
 */
async function visit(observer: MembershipObserver, clientUrl: string, learn: Learn): Promise<Answered> {
  const {clock, etcdApi, signal} = observer;
  const ask = (): Promise<MemberList | undefined> =>
    // Why a member does not answer is what the other questions to it tell.
    etcdApi.memberList(clientUrl, {timeoutMs: CALL_TIMEOUT_MS, signal}).catch(() => undefined);
  const answered = new AbortController();
  let isAsked = false;
  const askEarly = (): Promise<MemberList | undefined> => {
    isAsked = true;
    return ask();
  };
  const early = clock.sleep(EARLY_MS, answered.signal).then(askEarly, () => undefined);
  void early.then(learn);
  const answers = await askMember(observer, clientUrl);
  answered.abort();
  const isAnew = answers.quorumConfirmed || !isAsked;
  const list = (isAnew ? await ask() : undefined) ?? (await early);
  learn(list);
  return {clientUrl, ...answers, ...(list === undefined ? {} : {list})};
}

/** Asks at the given URLs and, from the first answer on, at those that the members have for each other; all at once. */
async function visitAll(
  observer: MembershipObserver,
  clientUrls: readonly string[],
  isEnough: (visits: readonly Visit[]) => boolean,
): Promise<Answered[]> {
  const {silence = createSilence(), clock, signal} = observer;
  const visits = new Map<string, Promise<Answered>>();
  const over = new AbortController();
  const cut = AbortSignal.any([signal, over.signal]);
  const goTo = (url: string): void => {
    if (visits.has(url) || visits.size >= MOST_VISITS || !/^https?:/.test(url)) return;
    const watching = silence.has(url, clock) ? {...observer, signal: cut} : observer;
    const learn: Learn = list => list?.members.flatMap(one => one.clientUrls).forEach(goTo);
    visits.set(url, silence.watch(url, clock, visit(watching, url, learn)));
  };
  clientUrls.forEach(goTo);
  const others = (): Promise<Answered>[] =>
    [...visits].filter(([url]) => !silence.has(url, clock)).map(([, visited]) => visited);
  let heard: Answered[] = [];
  // A visit that is over has named all that it knows of.
  do heard = await Promise.all(others());
  while (heard.length < others().length);
  const all = Promise.all(visits.values());
  if (heard.length < visits.size && isEnough(heard)) {
    await Promise.race([all, clock.sleep(SILENT_GRACE_MS, cut)]);
    over.abort();
  }
  let done = await all;
  while (done.length < visits.size) done = await Promise.all(visits.values());
  // Calls that were cut short look like members that do not answer; no judgement may rest on them.
  signal.throwIfAborted();
  return done;
}

interface Answered extends Visit, Pick<Answers, 'refusal'> {}

function wantUser(visits: readonly Answered[]): boolean {
  return visits.some(({refusal}) => refusal === 'auth');
}

function nobodyAnswers(visits: readonly Answered[]): OpsError {
  const each = visits.map(({clientUrl, error}) => `${clientUrl} ${error ?? 'gives no list'}`);
  return new OpsError('E_UNREACHABLE', `no member tells who the members are: ${each.join('; ')}`, {
    hints: ['etcdops status', 'etcdops up'],
  });
}

/** A follower hears of a change a moment after the leader, and a new leader of itself before the others. */
const SETTLE_MS = 300;
const SETTLE_POLL_MS = 25;

export interface WantedMembership {
  readonly spec: ClusterSpec;
  /** The id that was recorded when the cluster was first healthy. */
  readonly clusterId?: string | undefined;
  /** Nodes as etcdops made them. */
  readonly made?: readonly SpecNode[] | undefined;
}

/** Each member with the node of the spec that it is. */
function withNodes(spec: ClusterSpec, facts: MembershipFacts): MembershipFacts {
  return {
    ...facts,
    members: facts.members.map(member => {
      const node = nodeOfMember(spec, member, facts.members);
      return node === undefined ? member : {...member, node: node.name};
    }),
  };
}

async function observeOnce(
  observer: MembershipObserver,
  {spec, clusterId, made}: WantedMembership,
): Promise<MembershipFacts> {
  const visits = await visitAll(
    observer,
    membersOf(spec).flatMap(node => clientUrlsOf(spec, node, made)),
    // What a quorum agrees on is so, whatever one would say who is silent; as one that does not serve it is counted.
    heard => assembleFacts(heard, clusterId)?.isConfirmed === true,
  );
  const facts = assembleFacts(visits, clusterId);
  // Who the members are it may tell; whether it is so it does not.
  if (facts?.isConfirmed !== true && wantUser(visits)) throw onlyToUsers('tells others nothing for sure');
  if (facts === undefined) throw nobodyAnswers(visits);
  return withNodes(spec, facts);
}

/**
 * The membership as the leader has it, and how each member is. Works without a quorum too: the list is not confirmed
 * then. Read-only. Throws where nobody gives a list.
 */
export async function observeMembership(
  observer: MembershipObserver,
  wanted: WantedMembership,
): Promise<MembershipFacts> {
  const {clock, signal} = observer;
  const startedAt = clock.monotonicMs();
  for (;;) {
    const facts = await observeOnce(observer, wanted);
    const isSettled = facts.disagreements.length === 0;
    if (isSettled || clock.monotonicMs() - startedAt > SETTLE_MS) return facts;
    await clock.sleep(SETTLE_POLL_MS, signal);
  }
}
