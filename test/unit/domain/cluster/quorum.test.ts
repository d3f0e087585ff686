import {describe, expect, it} from 'vitest';

import {evenSizeText, faultTolerance, quorumOf} from '../../../../src/lib/domain/cluster/quorum.js';

describe('quorum', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [7, 4],
    [9, 5],
  ])('of %i voters is %i', (voters, quorum) => {
    expect(quorumOf(voters)).toBe(quorum);
    expect(faultTolerance(voters, voters)).toBe(voters - quorum);
  });

  it.each([
    [3, 2, 0],
    [3, 1, -1],
    [5, 4, 1],
    [5, 0, -3],
  ])('of %i voters %i healthy tolerate %i', (voters, healthy, expected) => {
    expect(faultTolerance(voters, healthy)).toBe(expected);
  });
});

it.each([
  [2, '2 members bear the loss of none, as 1 would, and one more has to agree to each write'],
  [4, '4 members bear the loss of 1, as 3 would, and one more has to agree to each write'],
  [6, '6 members bear the loss of 2, as 5 would, and one more has to agree to each write'],
])('an even number: %i', (count, expected) => {
  expect(evenSizeText(count)).toBe(expected);
});
