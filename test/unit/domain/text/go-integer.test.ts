import {describe, expect, it} from 'vitest';

import {parseGoInteger} from '../../../../src/lib/domain/text/go-integer.js';

describe('parseGoInteger', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['8589934592', 8_589_934_592n],
    ['9223372036854775807', 9_223_372_036_854_775_807n],
    ['-1', -1n],
    ['+5', 5n],
    ['0x10', 16n],
    ['0X_ff', 255n],
    ['010', 8n],
    ['0o17', 15n],
    ['0b101', 5n],
    ['1_000', 1000n],
  ])('reads %s', (text, value) => {
    expect(parseGoInteger(text)).toBe(value);
  });

  // Texts that Go refuses too.
  it.each(['', '8GB', '1.5', '1e3', '09', '1__0', '_1', '1_', '0x', '--1', ' 1', '1'.repeat(201)])(
    'does not read "%s"',
    text => {
      expect(parseGoInteger(text)).toBeUndefined();
    },
  );
});
