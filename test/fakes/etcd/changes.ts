import type {Clock} from '../../../src/lib/adapters/clock/clock.js';
import {changeFailure, unansweredChange} from '../../../src/lib/adapters/etcd-api/failure.js';
import type {MemberApi} from '../../../src/lib/adapters/etcd-api/member-api.js';
import {
  isInSync,
  mayAddMember,
  mayPromoteMember,
  mayRemoveVoter,
  type ReconfigAnswer,
  type VoterState,
} from '../../../src/lib/domain/membership/reconfig-rules.js';
import type {FakeHost} from '../fake-host.js';
import {applyChange, votersIn, WORDS, type Change, type FakeMember} from './fake-cluster.js';
import type {MemberProcess, MemberProcesses} from './processes.js';

/** What becomes of a change whose answer is lost. */
export type Fate = 'made' | 'not made' | 'made later';

export interface FakeChanges extends MemberApi {
  /** The answer to the next change is lost. */
  loseNextAnswer(fate: Fate): void;
}

interface Surroundings {
  readonly host: FakeHost;
  readonly clock: Clock;
  readonly processes: MemberProcesses;
  /** Who answers at a client URL; throws where nobody does. */
  readonly at: (url: string) => MemberProcess;
  readonly versionOf: (process: MemberProcess) => string;
  readonly indexOf: (process: MemberProcess) => number;
}

const STATUS: Readonly<Record<string, number>> = {
  [WORDS.unhealthy]: 503,
  [WORDS.notEnoughStarted]: 500,
  [WORDS.notFound]: 404,
  [WORDS.deadline]: 504,
};

const REFUSAL_WORDS: Readonly<Record<Exclude<ReconfigAnswer, 'allowed'>, string>> = {
  wait: WORDS.unhealthy,
  'unhealthy-cluster': WORDS.unhealthy,
  'not-enough-started': WORDS.notEnoughStarted,
};

/** Changes of the membership, with etcd's own rules, on members in memory. */
export function createFakeChanges(around: Surroundings): FakeChanges {
  const {host, clock, processes, at, versionOf} = around;
  let fate: Fate | undefined;

  const refuse = (url: string, words: string): never => {
    const body = JSON.stringify({message: words});
    throw changeFailure(url, '/v3/cluster/member', {status: STATUS[words] ?? 400, body});
  };

  function voters(asked: MemberProcess): VoterState[] {
    return votersIn(asked.cluster).map(({id, name}) => ({
      id,
      started: name !== '',
      connectedMs: processes.connectedMs(asked, id),
    }));
  }

  function nameOf(asked: MemberProcess, id: string): string {
    const member = asked.cluster.members.find(one => one.id === id);
    return member === undefined || member.name === '' ? (member?.peerUrls[0] ?? id) : member.name;
  }

  /** Who hangs may make the change still, as far as anybody can tell. */
  function reach(url: string): MemberProcess {
    try {
      return at(url);
    } catch (error) {
      throw unansweredChange(url, error, {timeoutMs: 0});
    }
  }

  function asked(url: string): MemberProcess {
    processes.settle();
    const process = reach(url);
    const self = process.cluster.members.find(({id}) => id === process.memberId);
    if (self?.isLearner === true) refuse(url, WORDS.notForLearner);
    return process;
  }

  function judged(url: string, answer: ReconfigAnswer): void {
    if (answer !== 'allowed') refuse(url, REFUSAL_WORDS[answer]);
  }

  /** Makes a change, or loses its answer, or both. */
  function propose(url: string, process: MemberProcess, {change, event}: {change: Change; event: string}) {
    const lost = fate;
    fate = undefined;
    if (lost === 'not made' || processes.leaderOf(process.cluster) === undefined) refuse(url, WORDS.deadline);
    const make = (): string | FakeMember => {
      const made = applyChange(process.cluster, change);
      if (typeof made === 'string') return made;
      host.events.push(event);
      processes.note(event);
      processes.endRemoved(process.cluster);
      return made;
    };
    if (lost === 'made later') {
      processes.later(make);
      return refuse(url, WORDS.deadline);
    }
    const made = make();
    if (lost === 'made') refuse(url, WORDS.deadline);
    return typeof made === 'string' ? refuse(url, made) : made;
  }

  function requireReady(url: string, process: MemberProcess, id: string): void {
    const leader = processes.leaderOf(process.cluster);
    if (leader === undefined) return;
    const member = process.cluster.members.find(one => one.id === id);
    if (member === undefined) refuse(url, WORDS.notFound);
    const running = processes.ofMember(id);
    const index = running === undefined ? 0 : around.indexOf(running);
    if (!isInSync(index, process.cluster.index)) refuse(url, WORDS.notInSync);
  }

  return {
    loseNextAnswer: next => {
      fate = next;
    },
    async memberAdd(url, {peerUrls, isLearner}) {
      const process = asked(url);
      if (!peerUrls.every(one => URL.canParse(one)) || peerUrls.length === 0) refuse(url, WORDS.badUrls);
      judged(url, mayAddMember(voters(process), {asLearner: isLearner, version: versionOf(process)}));
      const nowMs = clock.now().getTime();
      const event = `add-${isLearner ? 'learner' : 'voter'} ${peerUrls.join(',')}`;
      const {id} = propose(url, process, {change: {kind: 'add', peerUrls, isLearner, nowMs}, event});
      return {memberId: id, members: process.cluster.members.map(member => ({...member}))};
    },
    async memberRemove(url, id) {
      const process = asked(url);
      const isLearner = process.cluster.members.some(member => member.id === id && member.isLearner);
      if (!isLearner) judged(url, mayRemoveVoter(voters(process), id));
      const event = `remove-member ${nameOf(process, id)}`;
      propose(url, process, {change: {kind: 'remove', id}, event});
    },
    async memberPromote(url, id) {
      const process = asked(url);
      requireReady(url, process, id);
      judged(url, mayPromoteMember(voters(process)));
      const event = `promote-member ${nameOf(process, id)}`;
      propose(url, process, {change: {kind: 'promote', id}, event});
    },
    async memberUpdate(url, {memberId: id, peerUrls}) {
      const process = asked(url);
      const change = {kind: 'update', id, peerUrls, version: versionOf(process)} as const;
      propose(url, process, {change, event: `update-member ${nameOf(process, id)} ${peerUrls.join(',')}`});
    },
    async moveLeader(url, targetId) {
      const process = asked(url);
      const {cluster, name} = process;
      if (processes.leaderOf(cluster)?.id !== process.memberId) refuse(url, WORDS.notLeader);
      if (!votersIn(cluster).some(({id}) => id === targetId)) refuse(url, WORDS.badTransferee);
      const target = processes.ofMember(targetId);
      if (target === undefined) return refuse(url, WORDS.timedOut);
      host.events.push(`move-leader ${name} ${target.name}`);
      cluster.leaderId = targetId;
      cluster.term++;
    },
  };
}
