import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {quorumOf} from '../../../../src/lib/domain/cluster/quorum.js';
import {
  votersOf,
  type MemberFacts,
  type MembershipFacts,
} from '../../../../src/lib/domain/membership/facts.js';
import {canAdd, canPromote, canRemove} from '../../../../src/lib/domain/membership/guards.js';
import {canUpdate} from '../../../../src/lib/domain/membership/update-guards.js';
import type {Verdict} from '../../../../src/lib/domain/membership/verdict.js';
import {anyMembership} from '../../../fakes/any-membership.js';
import {anAddedMember} from '../../../fakes/membership.js';
import {idOf} from '../../../fakes/status.js';

const RUNS = {numRuns: 3000, seed: 20_261_126};

/** Whether the voters that serve are a quorum. */
function keepsQuorum(voters: readonly MemberFacts[]): boolean {
  return voters.filter(({serving}) => serving).length >= quorumOf(voters.length);
}

/** What an allowed change leaves: a quorum, or the two exceptions, which are said. */
function expectKept(verdict: Verdict, before: readonly MemberFacts[], after: readonly MemberFacts[]): void {
  if (verdict.answer !== 'allowed') return;
  expect(keepsQuorum(before)).toBe(true);
  const serving = after.filter(member => member.serving).length;
  if (serving === quorumOf(after.length)) expect(verdict.notices).not.toEqual([]);
  if (!verdict.stallsWrites) {
    expect(keepsQuorum(after)).toBe(true);
    return;
  }
  expect(verdict.notices).not.toEqual([]);
  expect(after).toHaveLength(2);
}

/** Its name is not one to be typed, and the spec does not know it. */
function withStranger(facts: MembershipFacts, id: string): MembershipFacts {
  const strange = ({node: _, ...member}: MemberFacts): MemberFacts => ({
    ...member,
    ...(member.name === '' ? {} : {name: 'my node;id'}),
  });
  return {...facts, members: facts.members.map(member => (member.id === id ? strange(member) : member))};
}

/**
 * Whether the line of a hint, if it has one, is about somebody whom its command knows: `remove` takes an id too. NAME is
 * for the user to choose.
 */
function isTypable(hint: string, {members}: MembershipFacts): boolean {
  const [, verb, rest = ''] =
    /etcdops (?:member )?(up|add|promote|remove|replace|update) (.*)$/.exec(hint) ?? [];
  const [name] = rest.split(/ --|, /);
  if (verb === undefined || name === 'NAME') return true;
  return members.some(({id, node}) => name === node || (name === id && verb === 'remove'));
}

describe('over any health of any members', () => {
  it('no allowed change goes below the quorum, nor to its edge without a word', () => {
    fc.assert(
      fc.property(anyMembership, facts => {
        const voters = votersOf(facts);
        expectKept(canAdd(facts, {peerUrl: 'http://new:1', asLearner: false}), voters, [
          ...voters,
          anAddedMember(9),
        ]);
        const asLearner = canAdd(facts, {peerUrl: 'http://new:1', asLearner: true});
        if (asLearner.answer === 'allowed') expect(keepsQuorum(voters)).toBe(true);
        for (const {id, isLearner} of facts.members) {
          const others = voters.filter(voter => voter.id !== id);
          if (!isLearner) {
            expectKept(canRemove(facts, id), voters, others);
            const away = voters.map(voter => (voter.id === id ? {...voter, serving: false} : voter));
            if (voters.length > 1) expectKept(canUpdate(facts, id, ['http://new:1']), voters, away);
          } else {
            const promoted = facts.members.filter(member => voters.includes(member) || member.id === id);
            expectKept(canPromote(facts, id), voters, promoted);
          }
        }
      }),
      RUNS,
    );
  });

  it('no guard lets the leader, the last voter or a voter beside a half-added one go', () => {
    fc.assert(
      fc.property(anyMembership, facts => {
        const voters = votersOf(facts);
        for (const {id, isLeader} of voters) {
          const halfAdded = facts.members.some(member => !member.started && member.id !== id);
          if (isLeader || voters.length === 1 || halfAdded)
            expect(canRemove(facts, id).answer).toBe('refused');
        }
      }),
      RUNS,
    );
  });

  it('every refusal has a reason and ends in a command, whose names are known to etcdops', () => {
    fc.assert(
      fc.property(anyMembership, fc.nat(8), fc.nat(8), (all, index, strange) => {
        const id = idOf(index);
        const facts = withStranger(all, idOf(strange));
        for (const verdict of [
          canAdd(facts, {peerUrl: 'http://new:1', asLearner: index % 2 === 0}),
          canRemove(facts, id),
          canPromote(facts, id),
          canUpdate(facts, id, ['http://new:1']),
        ]) {
          if (verdict.answer !== 'allowed') expect(verdict.reason).not.toBe('');
          if (verdict.answer !== 'refused') continue;
          expect(verdict.hints.at(-1)).toContain('etcdops ');
          expect(verdict.hints.filter(hint => !isTypable(hint, facts))).toEqual([]);
        }
      }),
      RUNS,
    );
  });
});
