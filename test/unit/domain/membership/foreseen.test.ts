import {describe, expect, it} from 'vitest';

import type {MemberFacts} from '../../../../src/lib/domain/membership/facts.js';
import {
  afterEffect,
  foreignChanges,
  foreseenNow,
  type ForeseenMember,
  type MemberEffect,
} from '../../../../src/lib/domain/membership/foreseen.js';
import {aMember, aMembership, anAddedMember} from '../../../fakes/membership.js';

const THREE = [aMember(0), aMember(1), aMember(2)];
const [ZERO, ONE, TWO] = foreseenNow(aMembership(THREE)) as [ForeseenMember, ForeseenMember, ForeseenMember];
const URL_3 = aMember(3).peerUrls[0]!;
const LEARNER: ForeseenMember = {name: 'infra3', peerUrls: [URL_3], isLearner: true};
const MOVED = 'http://10.0.0.9:2380';

describe('what a step changes', () => {
  it.each<[string, MemberEffect, ForeseenMember[]]>([
    [
      'a learner comes',
      {kind: 'add', name: 'infra3', peerUrls: [URL_3], isLearner: true},
      [ZERO, ONE, TWO, LEARNER],
    ],
    ['one goes', {kind: 'remove', id: ONE.id!}, [ZERO, TWO]],
    ['one moves', {kind: 'update', id: TWO.id!, peerUrls: [MOVED]}, [ZERO, ONE, {...TWO, peerUrls: [MOVED]}]],
    ['a voter votes', {kind: 'promote', peerUrl: ONE.peerUrls[0]!}, [ZERO, ONE, TWO]],
  ])('%s', (_, effect, after) => {
    expect(afterEffect([ZERO, ONE, TWO], effect)).toEqual(after);
  });

  it('a learner that it has added itself votes', () => {
    const after = afterEffect([ZERO, LEARNER], {kind: 'promote', peerUrl: URL_3});

    expect(after).toEqual([ZERO, {...LEARNER, isLearner: false}]);
  });
});

describe('what is not as foreseen', () => {
  const id = (index: number): string => aMember(index).id;

  it.each<[string, readonly ForeseenMember[], readonly MemberFacts[], readonly string[]]>([
    ['nothing', [ZERO, ONE, TWO], THREE, []],
    ['the order', [TWO, ZERO, ONE], THREE, []],
    [
      'who leads, and who serves',
      [ZERO, ONE],
      [aMember(0, {isLeader: false, serving: false}), aMember(1)],
      [],
    ],
    [
      'its own learner, before and after it has started',
      [ZERO, LEARNER],
      [aMember(0), anAddedMember(3, {isLearner: true})],
      [],
    ],
    ['the order of peer URLs', [{...ZERO, peerUrls: ['a', 'b']}], [aMember(0, {peerUrls: ['b', 'a']})], []],
    ['one more', [ZERO, ONE], THREE, [`infra2 (${id(2)}) is a member that this run did not add`]],
    [
      'one more that has not started',
      [ZERO],
      [aMember(0), anAddedMember(1)],
      [`the member at ${ONE.peerUrls[0]} (${id(1)}, never started) is a member that this run did not add`],
    ],
    ['one less', [ZERO, ONE, TWO], THREE.slice(0, 2), [`infra2 (${id(2)}) is no member any more`]],
    ['its own learner gone', [ZERO, LEARNER], [aMember(0)], ['infra3 is no member any more']],
    [
      'its own learner moved',
      [ZERO, LEARNER],
      [aMember(0), aMember(3, {peerUrls: [MOVED], isLearner: true})],
      [`infra3 (${id(3)}) has the peer URL ${MOVED}, where this run knows it with ${URL_3}`],
    ],
    [
      'its own learner votes',
      [ZERO, LEARNER],
      [aMember(0), aMember(3)],
      [`infra3 (${id(3)}) votes, and this run did not promote it`],
    ],
    [
      'a voter that is a learner',
      [ZERO, ONE],
      [aMember(0), aMember(1, {isLearner: true})],
      [`infra1 (${id(1)}) is a learner, and it voted`],
    ],
    [
      'another one of the same name and peer URL',
      [ZERO, ONE],
      [aMember(0), aMember(1, {id: 'abc'})],
      ['infra1 (abc) is a member that this run did not add', `infra1 (${id(1)}) is no member any more`],
    ],
    [
      'a name with a control character',
      [ZERO],
      [aMember(0), aMember(1, {name: 'in\u001b[2Jfra'})],
      [`in\\x1b[2Jfra (${id(1)}) is a member that this run did not add`],
    ],
  ])('%s', (_, foreseen, members, words) => {
    expect(foreignChanges(foreseen, aMembership(members))).toEqual(words);
  });
});
