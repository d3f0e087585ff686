import {describe, expect, it} from 'vitest';

import {readGoInteger, type GoInteger} from '../../../../src/lib/domain/text/go-number.js';

describe('whole numbers as Go reads them', () => {
  it.each<[string, GoInteger, bigint]>([
    ['0', 'uint', 0n],
    ['10', 'uint', 10n],
    ['010', 'uint64', 8n],
    ['0o17', 'uint', 15n],
    ['0x10', 'int64', 16n],
    ['0b101', 'int', 5n],
    ['1_000', 'uint', 1000n],
    ['0_7', 'uint', 7n],
    ['-1', 'int64', -1n],
    ['+5', 'int', 5n],
    ['4294967295', 'uint32', 4294967295n],
    ['9223372036854775807', 'int64', 9223372036854775807n],
    ['18446744073709551615', 'uint64', 18446744073709551615n],
  ])('%s as %s', (text, type, value) => {
    expect(readGoInteger(text, type)).toEqual({value});
  });

  it.each<[string, GoInteger, 'syntax' | 'range']>([
    ['', 'uint', 'syntax'],
    ['-1', 'uint', 'syntax'],
    ['+5', 'uint', 'syntax'],
    [' 5', 'uint', 'syntax'],
    ['8GB', 'int64', 'syntax'],
    ['1.5', 'int64', 'syntax'],
    ['1e3', 'int64', 'syntax'],
    ['1__0', 'uint', 'syntax'],
    ['1_', 'uint', 'syntax'],
    ['08', 'uint', 'syntax'],
    ['0x', 'uint', 'syntax'],
    ['0o', 'uint', 'syntax'],
    ['4294967296', 'uint32', 'range'],
    ['9223372036854775808', 'int64', 'range'],
    ['-9223372036854775809', 'int', 'range'],
    ['1'.repeat(1_000_000), 'uint', 'range'],
    [`${'1'.repeat(1_000_000)}x`, 'uint', 'syntax'],
  ])('refuses %s as %s: %s', (text, type, problem) => {
    expect(readGoInteger(text, type)).toEqual({problem});
  });
});
