import {describe, expect, it} from 'vitest';

import {fetchedBytes, isElecting, type MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import {aDeadMember, aMember, aMembership} from '../../../fakes/membership.js';
import {learner, three} from './verdicts.js';

const SILENT = {serving: false, isLeader: false};
const follower = (index: number) => aMember(index, SILENT);
const unconfirmed = (members: MembershipFacts['members']) => aMembership(members, {isConfirmed: false});

const CASES: readonly (readonly [string, MembershipFacts, boolean])[] = [
  ['somebody leads', three(), false],
  [
    'the leader is dead, and both others answer',
    unconfirmed([aDeadMember(0), follower(1), follower(2)]),
    true,
  ],
  ['all answer, and none follows another', unconfirmed([follower(0), follower(1), follower(2)]), true],
  [
    'the leader answers nobody here, and the others follow it',
    unconfirmed([aDeadMember(0), aMember(1), aMember(2)]),
    false,
  ],
  ['one of three answers', unconfirmed([aDeadMember(0), aDeadMember(1), follower(2)]), false],
  [
    'one voter of two answers, and a learner',
    unconfirmed([aDeadMember(0), follower(1), learner(2, SILENT)]),
    false,
  ],
  ['the only member answers and leads not yet', unconfirmed([follower(0)]), true],
];

describe('an election is under way', () => {
  it.each(CASES)('%s', (_what, facts, expected) => expect(isElecting(facts)).toBe(expected));
});

describe('what a member that joins fetches at most', () => {
  it.each<[string, MembershipFacts['members'], number]>([
    ['the largest of those that may lead', [aMember(0), aMember(1, {dbSizeBytes: 7e9}), aDeadMember(2)], 7e9],
    ['never that of a learner', [aMember(0, {dbSizeBytes: 5}), learner(1, {dbSizeBytes: 7e9})], 5],
    ['unknown where nobody answers', [aDeadMember(0)], 0],
  ])('%s', (_what, all, expected) => expect(fetchedBytes({members: all})).toBe(expected));
});
