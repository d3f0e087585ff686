import {describe, expect, it} from 'vitest';

import {printable} from '../../../../src/lib/domain/text/printable.js';

describe('printable', () => {
  it.each([
    ['plain text', 'plain text'],
    ['Größe 漢字 🙂', 'Größe 漢字 🙂'],
    ['a\nb\tc', 'a\\nb\\tc'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u0000\u007f', '\\x00\\x7f'],
    ['\u009b2J', '\\x9b2J'],
    ['a\u202eb', 'a\\u202eb'],
    ['a\u2066b\u2069', 'a\\u2066b\\u2069'],
    ['a\u200eb\u200f', 'a\\u200eb\\u200f'],
    ['', ''],
  ])('writes %j as %s', (value, shown) => {
    expect(printable(value)).toBe(shown);
  });

  it('cuts what is long', () => {
    expect(printable('a'.repeat(121))).toBe(`${'a'.repeat(120)}…`);
    expect(printable('a'.repeat(120))).toBe('a'.repeat(120));
    expect(printable('abcdef', 3)).toBe('abc…');
  });
});
