import {describe, it} from 'vitest';

import type {MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import {canPromote} from '../../../../src/lib/domain/membership/guards.js';
import {canUpdate} from '../../../../src/lib/domain/membership/update-guards.js';
import {aDeadMember, aMember, aMembership, anAddedMember} from '../../../fakes/membership.js';
import {idOf} from '../../../fakes/status.js';
import {expectVerdict, learner, ofVersion, three} from './verdicts.js';

const NEW = {peerUrl: 'http://127.0.0.1:9999'};

describe('canPromote', () => {
  it.each<readonly [string, MembershipFacts, string | RegExp]>([
    [
      'beside one',
      aMembership([aMember(0), learner(4)]),
      'allowed: with 2 voters the cluster bears no failure',
    ],
    ['beside two', aMembership([aMember(0), aMember(1), learner(4)]), 'allowed'],
    [
      'beside two of which one is dead',
      aMembership([aMember(0), aMember(1), aDeadMember(2), learner(4)]),
      'allowed: with 4 voters and 3 serving the cluster bears no failure',
    ],
    ['a voter', aMembership([aMember(0), aMember(4)]), 'refused: infra4 votes already'],
    [
      'a dead learner',
      aMembership([aMember(0), aDeadMember(4, {isLearner: true})]),
      'refused: infra4 is a learner that does not serve',
    ],
    [
      'one that never started',
      aMembership([aMember(0), anAddedMember(4, {isLearner: true})]),
      /^refused: the member at http:.*never started\) is a learner that does not serve/,
    ],
    [
      'one that is behind',
      aMembership([aMember(0), learner(4, {raftAppliedIndex: 89})]),
      "wait: infra4 has 89 of 100 entries of the leader's log",
    ],
  ])('%s', (_what, facts, expected) => {
    expectVerdict(canPromote(facts, idOf(4)), expected);
  });
});

describe('canUpdate', () => {
  it.each<readonly [string, MembershipFacts, number, string | RegExp]>([
    ['of three', three(), 2, 'allowed: with 3 voters and 2 serving the cluster bears no failure'],
    ['of five', aMembership([0, 1, 2, 3, 4].map(index => aMember(index))), 2, 'allowed'],
    [
      'the only one',
      aMembership([aMember(0)]),
      0,
      'stalls: every write waits until infra0 runs with its new peer URL',
    ],
    [
      'of two',
      aMembership([aMember(0), aMember(1)]),
      1,
      'stalls: every write waits until infra1 runs with its new peer URL',
    ],
    ['the dead one of three', three(aDeadMember(2)), 2, /^allowed: with 3 voters and 2 serving/],
    [
      'a living one beside a dead one',
      three(aDeadMember(2)),
      1,
      'refused: until infra1 runs with its new peer URL the quorum is lost: infra2 does not serve',
    ],
    ['a learner', aMembership([aMember(0), learner(1)]), 1, 'allowed'],
    [
      'a learner that would become a voter',
      ofVersion('3.5.30', [aMember(0), learner(1)]),
      1,
      'refused: etcd 3.5.30 makes a voter of a learner whose peer URLs change, and infra1 is one',
    ],
    [
      'a learner that would become a voter',
      ofVersion('3.4.45', [aMember(0), learner(1)]),
      1,
      /^refused: etcd 3\.4\.45 makes/,
    ],
  ])('%s', (_what, facts, index, expected) => {
    expectVerdict(canUpdate(facts, idOf(index), [NEW.peerUrl]), expected);
  });

  it('to the URL of another one', () => {
    expectVerdict(
      canUpdate(three(), idOf(2), [NEW.peerUrl, 'http://127.0.0.1:2380']),
      'refused: the peer URL http://127.0.0.1:2380 is that of infra0',
    );
  });

  it('to its own URL', () => {
    expectVerdict(canUpdate(three(), idOf(2), ['http://127.0.0.1:2400']), /^allowed/);
  });
});
