import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {refusalReasonOf} from '../../src/lib/domain/membership/refusal.js';
import {errorMessage} from '../../src/lib/errors/ops-error.js';

/** A removed member of 3.4 may live on for a while, alone. */
export type Fate = 'serves' | 'does not serve';

/** A cluster that a scenario plays on: of real etcd, or in memory. Members go by number. */
export interface Stage {
  readonly version: string;
  readonly api: EtcdApi;
  clientUrl(index: number): string;
  peerUrl(index: number): string;
  /** Starts members that begin a cluster together, and waits until they serve. */
  begin(count: number): Promise<void>;
  /** Starts a member that joins, told of these members. */
  join(index: number, told: readonly number[]): Promise<Fate>;
  /** Starts a member again with the data that it has. */
  again(index: number): Promise<Fate>;
  kill(index: number): Promise<void>;
  /** Resolves once a process has ended by itself. */
  ended(index: number): Promise<void>;
  pause(): Promise<void>;
}

/** A call that waits for a quorum that does not come is given up. */
const OPTIONS = {timeoutMs: 1500};
const ATTEMPTS = 2000;

/** What came of a call, in a word. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    const reason = refusalReasonOf(error);
    if (reason !== undefined) return reason;
    return errorMessage(error).startsWith('no answer within') ? 'timed-out' : errorMessage(error);
  }
}

/** The words of a scenario for what it does, on one stage. */
export class Play {
  readonly answers: string[] = [];
  readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  private async note(what: string, call: Promise<unknown>): Promise<void> {
    this.answers.push(`${what}: ${await outcome(call)}`);
  }

  async idOf(index: number, asked = 0): Promise<string> {
    const {members} = await this.stage.api.memberList(this.stage.clientUrl(asked), OPTIONS);
    return members.find(({peerUrls}) => peerUrls.includes(this.stage.peerUrl(index)))?.id ?? 'f00';
  }

  private addition(peerUrls: readonly string[], isLearner: boolean, asked: number): Promise<unknown> {
    return this.stage.api.memberAdd(this.stage.clientUrl(asked), {peerUrls, isLearner}, OPTIONS);
  }

  async addUrls(peerUrls: readonly string[]): Promise<void> {
    await this.note(`add ${peerUrls.length} odd URLs`, this.addition(peerUrls, true, 0));
  }

  async add(index: number, kind: 'learner' | 'voter', asked = 0): Promise<void> {
    const call = this.addition([this.stage.peerUrl(index)], kind === 'learner', asked);
    await this.note(`add ${kind} ${index} at ${asked}`, call);
  }

  async remove(index: number, asked = 0): Promise<void> {
    const {api} = this.stage;
    const call = api.memberRemove(this.stage.clientUrl(asked), await this.idOf(index, asked), OPTIONS);
    await this.note(`remove ${index}`, call);
  }

  async promote(index: number): Promise<void> {
    const {api} = this.stage;
    await this.note(
      `promote ${index}`,
      api.memberPromote(this.stage.clientUrl(0), await this.idOf(index), OPTIONS),
    );
  }

  /** Promotes a learner once it is in sync. */
  async promoteInSync(index: number): Promise<void> {
    const id = await this.idOf(index);
    await this.until(
      () => this.stage.api.memberPromote(this.stage.clientUrl(0), id, OPTIONS),
      answer => answer !== 'learner-not-in-sync',
    );
    // The promoted one hears of it a moment after the leader.
    await this.until(
      () => this.stage.api.confirmQuorum(this.stage.clientUrl(index), OPTIONS),
      answer => answer === 'done',
    );
    await this.list();
  }

  async update(index: number, peerUrl: string): Promise<void> {
    const change = {memberId: await this.idOf(index), peerUrls: [peerUrl]};
    await this.note(`update ${index}`, this.stage.api.memberUpdate(this.stage.clientUrl(0), change, OPTIONS));
  }

  async moveLeader(from: number, to: number): Promise<void> {
    const {api} = this.stage;
    const call = api.moveLeader(this.stage.clientUrl(from), await this.idOf(to, from), OPTIONS);
    await this.note(`move the leader from ${from} to ${to}`, call);
  }

  async read(index: number): Promise<void> {
    await this.note(`read at ${index}`, this.stage.api.confirmQuorum(this.stage.clientUrl(index), OPTIONS));
  }

  async join(index: number, told: readonly number[]): Promise<void> {
    this.answers.push(`join ${index} told of ${told.join()}: ${await this.stage.join(index, told)}`);
  }

  async again(index: number): Promise<void> {
    this.answers.push(`start ${index} again: ${await this.stage.again(index)}`);
  }

  async ended(index: number): Promise<void> {
    await this.stage.ended(index);
    this.answers.push(`${index} has ended`);
  }

  /** The members as the first one lists them; their order is by ids, which nobody can foresee. */
  async list(): Promise<void> {
    const {members} = await this.stage.api.memberList(this.stage.clientUrl(0), OPTIONS);
    const indexOf = (urls: readonly string[]): string => {
      const found = Array.from({length: 10}, (_, at) => at).find(at => urls.includes(this.stage.peerUrl(at)));
      return found === undefined ? 'elsewhere' : String(found);
    };
    const words = members.map(
      ({name, peerUrls, clientUrls, isLearner}) =>
        `${indexOf(peerUrls)}=${name}${isLearner ? ' learner' : ''} ${clientUrls.length}`,
    );
    this.answers.push(words.sort().join(', '));
  }

  async until(call: () => Promise<unknown>, isAwaited: (answer: string) => boolean): Promise<void> {
    let answer = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      answer = await outcome(call());
      if (isAwaited(answer)) return;
      await this.stage.pause();
    }
    throw new Error(`still ${answer}`);
  }

  /**
   * Waits until the members count each other as connected, or do not any more: etcd looks at that before it sees that
   * the peer URL of an addition is taken.
   */
  async untilConnected(expected: 'connected' | 'not'): Promise<void> {
    const wanted = expected === 'connected' ? 'peer-url-exists' : 'unhealthy-cluster';
    for (const asked of expected === 'connected' ? await this.serving() : [0])
      await this.until(
        () => this.addition([this.stage.peerUrl(0)], true, asked),
        answer => answer === wanted,
      );
  }

  private async serving(): Promise<number[]> {
    const {members} = await this.stage.api.memberList(this.stage.clientUrl(0), OPTIONS);
    return members.map((_, index) => index);
  }

  /** Makes the first member the leader. */
  async lead(count: number): Promise<void> {
    const {api} = this.stage;
    const target = await this.idOf(0);
    const urls = Array.from({length: count}, (_, index) => this.stage.clientUrl(index));
    await this.until(
      async () => {
        const all = await Promise.all(urls.map(url => api.status(url, OPTIONS)));
        const leads = all.findIndex(({memberId, leaderId}) => memberId === leaderId);
        const isThere = all.every(({leaderId}) => leaderId === target);
        if (!isThere && leads > 0) await api.moveLeader(urls[leads]!, target, OPTIONS);
        if (!isThere) throw new Error('another one leads');
      },
      answer => answer === 'done',
    );
  }

  /** Adds again, in another second than the first time. */
  async addAgain(index: number): Promise<void> {
    const isNextSecond = (answer: string): boolean => answer !== 'member-id-exists';
    let last = '';
    await this.until(
      () => this.addition([this.stage.peerUrl(index)], true, 0),
      answer => isNextSecond((last = answer)),
    );
    this.answers.push(`add ${index} again: ${last}`);
  }
}
