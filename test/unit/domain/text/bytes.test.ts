import {describe, expect, it} from 'vitest';

import {formatBytes} from '../../../../src/lib/domain/text/bytes.js';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [20_480, '20.0 KiB'],
    [1_572_864, '1.5 MiB'],
    [2_147_483_648, '2.0 GiB'],
    [2 ** 50, '1024.0 TiB'],
  ])('%i → %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('rounds up to the next unit rather than to 1024 of one', () => {
    expect([2 ** 20 - 1, 2 ** 30 - 1, 2 ** 40 - 1].map(formatBytes)).toEqual([
      '1.0 MiB',
      '1.0 GiB',
      '1.0 TiB',
    ]);
  });
});
