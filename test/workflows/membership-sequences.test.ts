import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {quorumOf} from '../../src/lib/domain/cluster/quorum.js';
import {
  leaderOf,
  votersOf,
  type MemberFacts,
  type MembershipFacts,
} from '../../src/lib/domain/membership/facts.js';
import {canAdd, canPromote, canRemove} from '../../src/lib/domain/membership/guards.js';
import {canUpdate} from '../../src/lib/domain/membership/update-guards.js';
import type {Verdict} from '../../src/lib/domain/membership/verdict.js';
import {handMadeMembers, nameOf, numbers, type HandMadeMembers} from '../fakes/etcd/hand-made.js';
import {aSpec, members} from '../fakes/spec.js';
import {watchMembership} from '../fakes/watch-membership.js';

const OPTIONS = {timeoutMs: 100};
const MOST = 9;

const SHARED = ['add-learner', 'add-learner', 'add-voter', 'promote'] as const;
const OF_ONE = ['remove', 'update', 'kill', 'start', 'lead'] as const;

interface ActOnOne {
  readonly kind: (typeof OF_ONE)[number];
  /** Which of those that there are then. */
  readonly at: number;
}

type Act = ActOnOne | {readonly kind: (typeof SHARED)[number]} | {readonly ms: number};

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({kind: fc.constantFrom(...SHARED)}),
  fc.record({kind: fc.constantFrom(...OF_ONE), at: fc.nat(11)}),
  fc.record({ms: fc.constantFrom(100, 6000, 6000)}),
);

/** One cluster that is changed at random, and only as the guards allow. */
class Story {
  readonly cluster: HandMadeMembers;
  readonly observe: () => Promise<MembershipFacts>;
  /** Kinds of changes that were made. */
  readonly made: Set<string>;
  readonly #added = new Set<number>();

  constructor(version: string, made: Set<string>) {
    this.made = made;
    this.cluster = handMadeMembers(version);
    const {etcd} = this.cluster;
    const observer = {clock: etcd.clock, etcdApi: etcd, signal: new AbortController().signal};
    this.observe = watchMembership(observer, {spec: aSpec({version, nodes: members(MOST)})});
  }

  async begin(count: number): Promise<void> {
    const told = numbers(count);
    for (const index of told) {
      this.#added.add(index);
      await this.cluster.start(index, {told, state: 'new'});
    }
    await this.cluster.etcd.clock.sleep(6000);
    await this.observe();
  }

  /** The next member that was never there; the numbers of those that left are not used again. */
  private nextIndex(): number | undefined {
    return numbers(MOST).find(index => !this.#added.has(index));
  }

  private numberOf({peerUrls}: MemberFacts): number {
    return numbers(MOST).find(index => peerUrls.includes(this.cluster.urls.peerUrl(index)))!;
  }

  /** What a guard allows etcd takes, and no quorum is lost by it but where the guard says so. */
  private async carryOut(kind: string, verdict: Verdict, change: () => Promise<unknown>): Promise<boolean> {
    if (verdict.answer !== 'allowed') return false;
    const losses = this.cluster.etcd.quorumLosses.length;
    await change();
    this.made.add(kind);
    if (!verdict.stallsWrites) expect(this.cluster.etcd.quorumLosses).toHaveLength(losses);
    return true;
  }

  private async add(facts: MembershipFacts, url: string, asLearner: boolean): Promise<void> {
    const index = this.nextIndex();
    if (index === undefined) return;
    const {etcd, urls} = this.cluster;
    const peerUrl = urls.peerUrl(index);
    const kind = asLearner ? 'add-learner' : 'add-voter';
    const done = await this.carryOut(kind, canAdd(facts, {peerUrl, asLearner}), () =>
      etcd.memberAdd(url, {peerUrls: [peerUrl], isLearner: asLearner}, OPTIONS),
    );
    if (done) this.#added.add(index);
  }

  private async start(facts: MembershipFacts, at: number): Promise<void> {
    const dead = facts.members.filter(member => !this.cluster.host.runs(nameOf(this.numberOf(member))));
    const member = dead[at % dead.length];
    if (member === undefined) return;
    const index = this.numberOf(member);
    if (member.started) return this.cluster.start(index);
    const told = facts.members.map(one => this.numberOf(one));
    await this.cluster.start(index, {told, state: 'existing'});
  }

  /** A friend of the cluster: it never takes the quorum away. */
  private kill(facts: MembershipFacts, member: MemberFacts): void {
    const voters = votersOf(facts);
    const isSpare = voters.filter(({serving}) => serving).length > quorumOf(voters.length);
    if (isSpare) this.cluster.host.kill(nameOf(this.numberOf(member)));
  }

  /** Something about one of the members, asked of the leader. */
  private async actOn({kind, at}: ActOnOne, facts: MembershipFacts, url: string): Promise<void> {
    const {etcd} = this.cluster;
    const member = facts.members[at % facts.members.length]!;
    const {id, peerUrls} = member;
    if (kind === 'kill') return this.kill(facts, member);
    if (kind === 'start') return this.start(facts, at);
    if (kind === 'remove')
      await this.carryOut(kind, canRemove(facts, id), () => etcd.memberRemove(url, id, OPTIONS));
    else if (kind === 'update')
      await this.carryOut(kind, canUpdate(facts, id, peerUrls), () =>
        etcd.memberUpdate(url, {memberId: id, peerUrls}, OPTIONS),
      );
    else if (member.serving && !member.isLearner) await etcd.moveLeader(url, id, OPTIONS);
  }

  async act(act: Act): Promise<void> {
    const {etcd} = this.cluster;
    const facts = await this.observe();
    const url = leaderOf(facts)?.clientUrls[0];
    if ('ms' in act) return etcd.clock.sleep(act.ms);
    if (url === undefined) return 'at' in act ? this.start(facts, act.at) : undefined;
    if ('at' in act) return this.actOn(act, facts, url);
    if (act.kind !== 'promote') return this.add(facts, url, act.kind === 'add-learner');
    const learner = facts.members.find(({isLearner}) => isLearner);
    if (learner === undefined) return undefined;
    const promote = (): Promise<unknown> => etcd.memberPromote(url, learner.id, OPTIONS);
    await this.carryOut('promote', canPromote(facts, learner.id), promote);
    return undefined;
  }
}

describe.each(['3.4.23', '3.5.29', '3.5.35', '3.6.10', '3.6.16', '3.7.3'])(
  'changes at random of etcd %s',
  version => {
    it('are taken by etcd where the guards allow them, and cost no quorum', async () => {
      const made = new Set<string>();
      await fc.assert(
        fc.asyncProperty(
          fc.integer({min: 1, max: 5}),
          fc.array(anyAct, {minLength: 30, maxLength: 60}),
          async (count, acts) => {
            const story = new Story(version, made);
            await story.begin(count);
            for (const act of acts) await story.act(act);

            expect(story.cluster.etcd.violations).toEqual([]);
          },
        ),
        {numRuns: 15, seed: 20_261_126},
      );

      expect([...made].sort()).toEqual(['add-learner', 'add-voter', 'promote', 'remove', 'update']);
    }, 60_000);
  },
);
