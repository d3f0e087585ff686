import {describe, expect, it} from 'vitest';

import {parseGoDuration, readGoDuration} from '../../../../src/lib/domain/text/go-duration.js';

describe('parseGoDuration', () => {
  it.each([
    ['0', 0],
    ['1ns', 1],
    ['1us', 1e3],
    ['1µs', 1e3],
    ['500ms', 5e8],
    ['1s', 1e9],
    ['1.5s', 1.5e9],
    ['1m', 60e9],
    ['1h', 3600e9],
    ['1h30m', 5400e9],
    ['1h30m10.5s', 5410.5e9],
    ['5m0s', 300e9],
    ['72h0m0s', 72 * 3600e9],
    ['-5s', -5e9],
    ['+5s', 5e9],
    ['.5s', 5e8],
    ['1.s', 1e9],
    ['-0', 0],
  ])('reads %s', (text, nanoseconds) => {
    expect(parseGoDuration(text)).toBe(nanoseconds);
  });

  // Texts that Go's time.ParseDuration refuses too.
  it.each(['', '1', 's', '1 s', '1d', '1S', 'h1', '1h 30m', 'abc', '-', '.s', '1..5s', '99999999h', '1h.'])(
    'does not read "%s"',
    text => {
      expect(parseGoDuration(text)).toBeUndefined();
    },
  );

  // The words of Go 1.24 for each.
  it.each([
    ['', 'time: invalid duration ""'],
    ['abc', 'time: invalid duration "abc"'],
    ['1.5', 'time: missing unit in duration "1.5"'],
    ['-1', 'time: missing unit in duration "-1"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['5 s', 'time: unknown unit " s" in duration "5 s"'],
    ['1h30', 'time: missing unit in duration "1h30"'],
    ['5\u00a0s', 'time: unknown unit "\\xc2\\xa0s" in duration "5\\xc2\\xa0s"'],
  ])('refuses "%s" as Go does', (text, problem) => {
    expect(readGoDuration(text)).toEqual({problem});
  });

  it('reads a megabyte of digits at once', () => {
    expect(readGoDuration('1'.repeat(1_000_000))).toMatchObject({problem: expect.any(String) as string});
    expect(parseGoDuration('1s'.repeat(500_000))).toBe(5e14);
  });
});
