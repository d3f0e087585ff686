import {describe, expect, it} from 'vitest';

import {formatDurationMs, parseDurationMs} from '../../../../src/lib/domain/text/duration.js';

describe('parseDurationMs', () => {
  it.each([
    ['500ms', 500],
    ['20s', 20_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
    ['0s', 0],
    [' 5m ', 300_000],
    ['0.4ms', 0],
  ])('reads %s', (text, durationMs) => {
    expect(parseDurationMs(text)).toBe(durationMs);
  });

  it.each(['', '5', 's', '-5s', '5 s', '5S', '1h30m', '5us', '1e3s', '.5s', '5.s', '∞'])(
    'does not read "%s"',
    text => {
      expect(parseDurationMs(text)).toBeUndefined();
    },
  );
});

describe('formatDurationMs', () => {
  it.each([
    [0, '0 ms'],
    [12.4, '12 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [1234, '1.2 s'],
    [20_000, '20.0 s'],
    [60_000, '1 min 0 s'],
    [61_400, '1 min 1 s'],
    [3_600_000, '60 min 0 s'],
  ])('%d → %s', (durationMs, text) => {
    expect(formatDurationMs(durationMs)).toBe(text);
  });

  it('never speaks of 60 seconds beside a minute', () => {
    const odd = Array.from({length: 300}, (_, n) => formatDurationMs(60_000 + n * 997)).filter(text =>
      / 60 s$/.test(text),
    );

    expect(odd).toEqual([]);
  });
});
