import {describe, expect, it} from 'vitest';

import {faultTolerance, quorumOf} from '../../../../src/lib/domain/cluster/quorum.js';

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
