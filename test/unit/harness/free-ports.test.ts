import {describe, expect, it} from 'vitest';

import {freeBasePort} from '../../helpers/free-ports.js';

describe('freeBasePort', () => {
  it('gives ranges that do not overlap and lie below the ephemeral ports', async () => {
    const nodes = [1, 3, 9, 10, 25, 3];

    const bases = await Promise.all(nodes.map(freeBasePort));

    const ports = bases.flatMap((base, index) =>
      Array.from({length: 10 * nodes[index]! + 3}, (_, offset) => base + offset),
    );
    expect(new Set(ports).size).toBe(ports.length);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(12_000);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });
});
