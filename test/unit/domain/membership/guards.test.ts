import {describe, it} from 'vitest';

import type {MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import {canAdd, canPromote, canRemove} from '../../../../src/lib/domain/membership/guards.js';
import {canUpdate} from '../../../../src/lib/domain/membership/update-guards.js';
import {aDeadMember, aMember, aMembership, anAddedMember} from '../../../fakes/membership.js';
import {idOf} from '../../../fakes/status.js';
import {expectVerdict, learner, ofVersion, three} from './verdicts.js';

const NEW = {peerUrl: 'http://127.0.0.1:9999', asLearner: false};
const NEW_LEARNER = {...NEW, asLearner: true};
const GENERAL: readonly (readonly [string, MembershipFacts, RegExp])[] = [
  [
    'nobody leads',
    {...three(), isConfirmed: false},
    /^refused: the cluster has no quorum: nobody leads, and 2 of 3 voters/,
  ],
  [
    'the quorum is lost',
    aMembership([aMember(0), aDeadMember(1), aDeadMember(2)], {isConfirmed: false}),
    /infra1 and infra2 do not serve, and 2 of 3 voters are needed/,
  ],
  [
    'the members disagree',
    {
      ...three(),
      disagreements: [{clientUrl: 'http://x', memberId: 'f00', words: 'infra1 knows not infra2'}],
    },
    /do not agree about the membership: infra1 knows not infra2/,
  ],
  [
    'an alarm is up on another one',
    aMembership([aMember(0, {alarms: ['NOSPACE']}), aMember(1), aMember(2)]),
    /infra0 has the alarm NOSPACE up/,
  ],
  [
    'two versions are too far apart',
    aMembership([aMember(0, {version: '3.4.23'}), aMember(1, {version: '3.6.16'}), aMember(2)]),
    /infra0 runs etcd 3\.4\.23 and infra[12] 3\.[67]\.\d+: more than one minor version apart/,
  ],
  [
    'another one was added and never started',
    aMembership([aMember(0), aMember(1), aMember(2), anAddedMember(3)]),
    /^refused: the member at http:\/\/127\.0\.0\.1:2410 \(8e9e05c521646903, never started\) has been added and not started: one change at a time/,
  ],
];

describe('every change is refused where', () => {
  const withLearner = (facts: MembershipFacts): MembershipFacts => ({
    ...facts,
    members: [...facts.members, learner(4)],
  });

  it.each(GENERAL)('%s', (_why, facts, words) => {
    expectVerdict(canAdd(facts, NEW), words);
    expectVerdict(canAdd(facts, NEW_LEARNER), words);
    expectVerdict(canRemove(facts, idOf(2)), words);
    expectVerdict(canPromote(withLearner(facts), idOf(4)), words);
    expectVerdict(canUpdate(facts, idOf(2), [NEW.peerUrl]), words);
  });

  it('no member has the id', () => {
    for (const verdict of [
      canRemove(three(), 'f00'),
      canPromote(three(), 'f00'),
      canUpdate(three(), 'f00', [NEW.peerUrl]),
    ])
      expectVerdict(verdict, 'refused: no member has the id f00');
  });
});

describe('neighbouring versions run together', () => {
  it('during an upgrade', () => {
    const facts = aMembership([aMember(0, {version: '3.6.16'}), aMember(1), aMember(2)]);

    expectVerdict(canAdd(facts, NEW_LEARNER), 'allowed');
  });
});

describe('canAdd', () => {
  const ONE = aMembership([aMember(0)]);
  const FIVE_WITH_ONE_DEAD = [aMember(0), aMember(1), aMember(2), aMember(3), aDeadMember(4)];

  it.each<readonly [string, MembershipFacts, typeof NEW, string | RegExp]>([
    ['a learner to one', ONE, NEW_LEARNER, 'allowed'],
    [
      'a voter to one',
      ONE,
      NEW,
      'stalls: every write waits until the new member runs: two voters agree on everything, and only one is there',
    ],
    [
      'a voter to two',
      aMembership([aMember(0), aMember(1)]),
      NEW,
      'allowed: with 3 voters and 2 serving the cluster bears no failure',
    ],
    ['a learner to two', aMembership([aMember(0), aMember(1)]), NEW_LEARNER, 'allowed'],
    ['a voter to three', three(), NEW, 'allowed: with 4 voters and 3 serving the cluster bears no failure'],
    ['a voter to five', aMembership([0, 1, 2, 3, 4].map(index => aMember(index))), NEW, 'allowed'],
    [
      'beside a dead one of three',
      three(aDeadMember(2)),
      NEW_LEARNER,
      'refused: etcd adds no member while infra2 does not serve (2 of 3 voters serve)',
    ],
    ['beside a dead one of five', aMembership(FIVE_WITH_ONE_DEAD), NEW_LEARNER, 'allowed'],
    [
      'beside a dead one of five, as a voter',
      aMembership(FIVE_WITH_ONE_DEAD),
      NEW,
      'allowed: with 6 voters and 4 serving the cluster bears no failure',
    ],
    [
      'beside a dead one of five, in an older version',
      ofVersion('3.4.23', FIVE_WITH_ONE_DEAD),
      NEW_LEARNER,
      /^refused: etcd adds no member while infra4 does not serve/,
    ],
    [
      'beside one that came a moment ago',
      three(aMember(2, {servingMs: 4000})),
      NEW_LEARNER,
      'wait: infra2 must have been connected for 5 s',
    ],
    ['beside one that came some time ago', three(aMember(2, {servingMs: 5000})), NEW_LEARNER, 'allowed'],
    [
      'with the peer URL of another one',
      three(),
      {peerUrl: 'http://127.0.0.1:2400', asLearner: true},
      'refused: the peer URL http://127.0.0.1:2400 is that of infra2',
    ],
    [
      'that was added before and has not started',
      aMembership([aMember(0), anAddedMember(1)]),
      {peerUrl: 'http://127.0.0.1:2390', asLearner: true},
      /^refused: the peer URL http:\/\/127\.0\.0\.1:2390 is that of the member at .*never started/,
    ],
    [
      'a second learner',
      aMembership([aMember(0), learner(1)]),
      NEW_LEARNER,
      'refused: infra1 is a learner, and etcd takes one at a time',
    ],
    [
      'a voter beside a learner',
      aMembership([aMember(0), aMember(1), learner(2)]),
      NEW,
      /^allowed: with 3 voters/,
    ],
  ])('%s', (_what, facts, request, expected) => {
    expectVerdict(canAdd(facts, request), expected);
  });
});

describe('canRemove', () => {
  it.each<readonly [string, MembershipFacts, number, string | RegExp]>([
    ['one of three', three(), 2, 'allowed: with 2 voters the cluster bears no failure'],
    [
      'the dead one of three',
      three(aDeadMember(2)),
      2,
      'allowed: with 2 voters the cluster bears no failure',
    ],
    [
      'a living one beside a dead one',
      three(aDeadMember(2)),
      1,
      /^refused: etcd removes no member while infra2 does not serve/,
    ],
    [
      'the other of two',
      aMembership([aMember(0), aMember(1)]),
      1,
      'allowed: with 1 voter the cluster bears no failure',
    ],
    ['one of five', aMembership([0, 1, 2, 3, 4].map(index => aMember(index))), 1, 'allowed'],
    ['the leader', three(), 0, 'refused: infra0 leads the cluster: another voter has to lead first'],
    ['the last member', aMembership([aMember(0)]), 0, 'refused: infra0 is the last member'],
    [
      'the only voter',
      aMembership([aMember(0), learner(1)]),
      0,
      'refused: infra0 is the only voter: infra1 is a learner and does not vote',
    ],
    ['a learner', aMembership([aMember(0), learner(1)]), 1, 'allowed'],
    ['a dead learner', aMembership([aMember(0), aDeadMember(1, {isLearner: true})]), 1, 'allowed'],
    [
      'one that never started',
      aMembership([aMember(0), aMember(1), anAddedMember(2)]),
      2,
      /^allowed: with 2 voters/,
    ],
    ['one with an alarm', three(aMember(2, {alarms: ['CORRUPT']})), 2, /^allowed: with 2 voters/],
    ['one of a far version', three(aMember(2, {version: '3.5.35'})), 2, /^allowed: with 2 voters/],
    [
      'one that came a moment ago',
      aMembership([aMember(0), aMember(1, {servingMs: 0})]),
      1,
      'wait: infra1 must have been connected for 5 s',
    ],
  ])('%s', (_what, facts, index, expected) => {
    expectVerdict(canRemove(facts, idOf(index)), expected);
  });

  it('one that alone thinks otherwise', () => {
    const disagreements = [{clientUrl: 'http://x', memberId: idOf(2), words: 'infra2 knows others'}];

    expectVerdict(canRemove({...three(), disagreements}, idOf(2)), /^allowed/);
  });
});
