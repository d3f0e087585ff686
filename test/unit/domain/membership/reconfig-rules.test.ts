import {describe, expect, it} from 'vitest';

import {
  isInSync,
  mayAddMember,
  mayPromoteMember,
  mayRemoveVoter,
  type VoterState,
} from '../../../../src/lib/domain/membership/reconfig-rules.js';

/** `L` the asked one, `C` connected, `y` since a moment, `d` dead, `-` never started. */
function voters(states: string): VoterState[] {
  const connectedMs = {L: Infinity, C: 5000, y: 4999, d: undefined, '-': undefined};
  return [...states].map((state, index) => ({
    id: String(index),
    started: state !== '-',
    connectedMs: connectedMs[state as keyof typeof connectedMs],
  }));
}

const EVERYBODY = '3.5.29';
const QUORUM = '3.5.30';

describe('an addition', () => {
  it.each([
    ['L', EVERYBODY, 'voter', 'allowed'],
    ['L', QUORUM, 'voter', 'allowed'],
    ['L', EVERYBODY, 'learner', 'allowed'],
    ['L-', EVERYBODY, 'voter', 'not-enough-started'],
    ['L-', EVERYBODY, 'learner', 'unhealthy-cluster'],
    ['LC', EVERYBODY, 'voter', 'allowed'],
    ['Ld', EVERYBODY, 'voter', 'unhealthy-cluster'],
    ['Ld', QUORUM, 'voter', 'unhealthy-cluster'],
    ['LC', QUORUM, 'voter', 'allowed'],
    ['LCC', EVERYBODY, 'voter', 'allowed'],
    ['LCd', EVERYBODY, 'voter', 'unhealthy-cluster'],
    ['LCd', QUORUM, 'voter', 'unhealthy-cluster'],
    ['LCd', QUORUM, 'learner', 'unhealthy-cluster'],
    ['LCd', '3.7.3', 'voter', 'unhealthy-cluster'],
    ['LC-', EVERYBODY, 'voter', 'not-enough-started'],
    ['LCy', EVERYBODY, 'learner', 'wait'],
    ['LCy', QUORUM, 'learner', 'wait'],
    ['Lyy', QUORUM, 'voter', 'wait'],
    ['LCCC', QUORUM, 'voter', 'allowed'],
    ['LCCd', EVERYBODY, 'voter', 'unhealthy-cluster'],
    ['LCCd', QUORUM, 'voter', 'allowed'],
    ['LCCy', EVERYBODY, 'voter', 'wait'],
    ['LCCy', QUORUM, 'voter', 'allowed'],
    ['LCCCd', EVERYBODY, 'voter', 'unhealthy-cluster'],
    ['LCCCd', QUORUM, 'voter', 'allowed'],
    ['LCCdd', QUORUM, 'voter', 'unhealthy-cluster'],
    ['LCCdd', '3.6.10', 'voter', 'unhealthy-cluster'],
    ['LCC--', QUORUM, 'voter', 'not-enough-started'],
  ] as const)('to %s in %s of a %s: %s', (states, version, kind, answer) => {
    expect(mayAddMember(voters(states), {asLearner: kind === 'learner', version})).toBe(answer);
  });
});

describe('a removal', () => {
  it.each([
    ['L', 0, 'not-enough-started'],
    ['LC', 0, 'allowed'],
    ['LC', 1, 'allowed'],
    ['Ld', 1, 'allowed'],
    ['Ld', 0, 'unhealthy-cluster'],
    ['L-', 1, 'allowed'],
    ['L-', 0, 'not-enough-started'],
    ['Ly', 1, 'wait'],
    ['LCC', 2, 'allowed'],
    ['LCd', 2, 'allowed'],
    ['LCd', 1, 'unhealthy-cluster'],
    ['LCy', 1, 'wait'],
    ['LC-', 2, 'allowed'],
    ['LC-', 1, 'not-enough-started'],
    ['LCCd', 2, 'allowed'],
    ['LCdd', 1, 'unhealthy-cluster'],
    ['LCCCd', 1, 'allowed'],
    ['LCCdd', 1, 'unhealthy-cluster'],
    ['LCCdd', 3, 'allowed'],
  ] as const)('from %s of number %i: %s', (states, index, answer) => {
    expect(mayRemoveVoter(voters(states), String(index))).toBe(answer);
  });
});

describe('a promotion', () => {
  it.each([
    ['L', 'allowed'],
    ['LC', 'allowed'],
    ['Ld', 'allowed'],
    ['L-', 'allowed'],
    ['L--', 'not-enough-started'],
    ['LC--', 'allowed'],
  ] as const)('beside %s: %s', (states, answer) => {
    expect(mayPromoteMember(voters(states))).toBe(answer);
  });

  it.each([
    [90, 100, true],
    [89, 100, false],
    [0, 0, true],
    [101, 100, true],
  ])('with %i of %i entries: %s', (learner, leader, expected) => {
    expect(isInSync(learner, leader)).toBe(expected);
  });
});
