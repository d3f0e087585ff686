import {describe, expect, it} from 'vitest';

import {pioneerOf} from '../../../../src/lib/domain/cluster/start-order.js';

const at = (port: number, knowsCluster = false): {name: string; peerUrl: string; knowsCluster: boolean} => ({
  name: `m${port}`,
  peerUrl: `http://127.0.0.1:${port}`,
  knowsCluster,
});

describe('pioneerOf', () => {
  it.each([
    ['a single member waits for nobody', [at(2380)], undefined],
    ['the first by the text of its peer URL', [at(2400), at(2380), at(2390)], 'm2380'],
    ['by text, as etcd sorts, not by number', [at(9980), at(9990), at(10_000)], 'm10000'],
    ['members with data ask nobody', [at(2380, true), at(2390, true)], undefined],
    ['one new member beside running ones', [at(2380, true), at(2390)], undefined],
    ['two new ones beside a running one', [at(2380, true), at(2400), at(2390)], 'm2390'],
  ])('%s', (_, members, expected) => {
    expect(pioneerOf(members)).toBe(expected);
  });
});
