import {describe, expect, it} from 'vitest';

import type {Written} from '../../helpers/grpc-writers.js';
import {longerStalls, outages, told, type Load} from '../../helpers/load-by-ways.js';

/** Of one outage by each way. */
function load(...stallsMs: readonly [members: number, gateway: number, grpcProxy: number]): Load {
  const [members, gateway, grpcProxy] = stallsMs.map((longestStallMs): Written => ({
    ...{acknowledged: ['a', 'b'], errors: [['x']], failed: 1, outages: 1, failedInARow: 1},
    longestStallMs,
  }));
  return {members: members!, gateway: gateway!, grpcProxy: grpcProxy!};
}

describe('the stalls of one load beside those of another', () => {
  it.each<[what: string, now: Load, before: Load, longer: string[]]>([
    ['as long', load(200, 300, 400), load(200, 300, 400), []],
    ['three times as long and five seconds', load(5600, 5000, 5900), load(200, 0, 300), []],
    [
      'one way is longer than that, in a single outage',
      load(200, 30_000, 400),
      load(200, 300, 400),
      ['the gateway: 30000 ms, and 300 ms before'],
    ],
    [
      'each against its own way',
      load(5601, 5601, 5901),
      load(200, 9000, 300),
      ['members: 5601 ms, and 200 ms before', 'the gRPC proxy: 5901 ms, and 300 ms before'],
    ],
  ])('%s', (_, now, before, longer) => {
    expect(longerStalls(now, before)).toEqual(longer);
  });

  it('are told beside the outages', () => {
    expect(outages(load(200, 300, 400))).toBe(3);
    expect(told(load(200, 300, 400))).toContain('1 of 3 (in 1 outages, stall 300 ms) by the gateway');
  });
});
