import fc from 'fast-check';

import {quorumOf} from '../../src/lib/domain/cluster/quorum.js';
import type {MemberFacts, MembershipFacts} from '../../src/lib/domain/membership/facts.js';
import {aDeadMember, aMember, aMembership, anAddedMember} from './membership.js';

type Condition = 'well' | 'young' | 'dead' | 'added' | 'alarm' | 'behind';

function inCondition(condition: Condition, index: number, isLearner: boolean): MemberFacts {
  switch (condition) {
    case 'well':
      return aMember(index, {isLearner});
    case 'young':
      return aMember(index, {isLearner, servingMs: 100});
    case 'dead':
      return aDeadMember(index, {isLearner});
    case 'added':
      return anAddedMember(index, {isLearner});
    case 'alarm':
      return aMember(index, {isLearner, alarms: ['NOSPACE']});
    case 'behind':
      return aMember(index, {isLearner, raftAppliedIndex: 10});
  }
}

const condition = fc.constantFrom<Condition>(
  'well',
  'well',
  'well',
  'young',
  'dead',
  'added',
  'alarm',
  'behind',
);

interface Drawn {
  readonly voters: readonly Condition[];
  readonly learner: Condition | undefined;
  readonly version: string;
  readonly strangers: readonly Condition[];
}

/** Far from the number, and so from the addresses, of any node. */
const FIRST_STRANGER = 30;

function membershipOf({voters, learner, version, strangers}: Drawn): MembershipFacts {
  const members = [
    ...voters.map((one, index) => inCondition(one, index, false)),
    ...(learner === undefined ? [] : [inCondition(learner, voters.length, true)]),
    ...strangers.map((one, index) => inCondition(one, FIRST_STRANGER + index, false)),
  ].map(member => ({...member, isLeader: false, ...(member.version === undefined ? {} : {version})}));
  const serving = members.filter(member => member.serving && !member.isLearner);
  const isConfirmed = serving.length >= quorumOf(voters.length + strangers.length);
  const leaderId = isConfirmed ? serving.at(-1)?.id : undefined;
  const all = members.map(member => ({...member, isLeader: member.id === leaderId}));
  return aMembership(all, {isConfirmed, version});
}

const drawn = {
  voters: fc.array(condition, {minLength: 1, maxLength: 7}),
  learner: fc.option(condition, {nil: undefined}),
  version: fc.constantFrom('3.4.23', '3.5.29', '3.5.35', '3.6.10', '3.6.16', '3.7.3'),
};

/** Any members in any condition; whether somebody leads follows from it, as in a cluster. */
export const anyMembership: fc.Arbitrary<MembershipFacts> = fc
  .record({...drawn, strangers: fc.constant([])})
  .map(membershipOf);

/** The same, of which the spec has the first ones: the others are voters that do not run, or never did. */
export const anyBesideStrangers: fc.Arbitrary<{facts: MembershipFacts; known: number}> = fc
  .record({
    ...drawn,
    // Most changes are refused beside them.
    strangers: fc.oneof(
      {weight: 3, arbitrary: fc.constant([])},
      {
        weight: 1,
        arbitrary: fc.array(fc.constantFrom<Condition>('added', 'dead'), {minLength: 1, maxLength: 2}),
      },
    ),
  })
  .map(one => {
    const facts = membershipOf(one);
    return {facts, known: facts.members.length - one.strangers.length};
  });
