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

/** Any members in any condition; whether somebody leads follows from it, as in a cluster. */
export const anyMembership: fc.Arbitrary<MembershipFacts> = fc
  .record({
    voters: fc.array(condition, {minLength: 1, maxLength: 7}),
    learner: fc.option(condition, {nil: undefined}),
    version: fc.constantFrom('3.4.23', '3.5.29', '3.5.35', '3.6.10', '3.6.16', '3.7.3'),
  })
  .map(({voters, learner, version}) => {
    const members = [
      ...voters.map((one, index) => inCondition(one, index, false)),
      ...(learner === undefined ? [] : [inCondition(learner, voters.length, true)]),
    ].map(member => ({...member, isLeader: false, ...(member.version === undefined ? {} : {version})}));
    const serving = members.filter(member => member.serving && !member.isLearner);
    const isConfirmed = serving.length >= quorumOf(voters.length);
    const leaderId = isConfirmed ? serving.at(-1)?.id : undefined;
    const all = members.map(member => ({...member, isLeader: member.id === leaderId}));
    return aMembership(all, {isConfirmed, version});
  });
