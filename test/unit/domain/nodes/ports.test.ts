import {describe, expect, it} from 'vitest';

import {DEFAULT_BASE_PORT, portBlock} from '../../../../src/lib/domain/nodes/ports.js';

describe('portBlock', () => {
  it.each([
    [DEFAULT_BASE_PORT, 0, {client: 2379, peer: 2380, metrics: 2381}],
    [DEFAULT_BASE_PORT, 1, {client: 2389, peer: 2390, metrics: 2391}],
    [DEFAULT_BASE_PORT, 2, {client: 2399, peer: 2400, metrics: 2401}],
    [20_000, 999, {client: 29_990, peer: 29_991, metrics: 29_992}],
  ])('from %i, node %i', (basePort, index, ports) => {
    expect(portBlock(basePort, index)).toEqual(ports);
  });
});
