import {stripVTControlCharacters} from 'node:util';

import {describe, expect, it} from 'vitest';

import {formatError} from '../../../src/lib/cli/errors.js';
import {OpsError} from '../../../src/lib/errors/ops-error.js';

describe('an error as text', () => {
  it.each<[message: string, hints: readonly string[], expected: string]>([
    ['it is wrong', [], 'Error E_USAGE: it is wrong'],
    ['two\n  lines', ['do this'], 'Error E_USAGE: two\n  lines\n  → do this'],
    ['a\u001b[31m\u009b31m', ['b\u0007'], 'Error E_USAGE: a\\x1b[31m\\x9b31m\n  → b\\x07'],
  ])('%j', (message, hints, expected) => {
    expect(
      formatError(new OpsError('E_USAGE', message, {hints}), {color: false, width: Number.POSITIVE_INFINITY}),
    ).toBe(expected);
  });

  const long = new OpsError('E_PREFLIGHT', '/disk has 5.0 GiB free, and 6.1 GiB are needed there', {
    hints: ["mv '/var/lib/my etcd' '/var/lib/my etcd.old', then the same line again"],
  });

  it('is broken at words on a terminal, and no line in it that is to be typed', () => {
    expect(formatError(long, {color: false, width: 40}).split('\n')).toEqual([
      'Error E_PREFLIGHT: /disk has 5.0 GiB',
      '  free, and 6.1 GiB are needed there',
      "  → mv '/var/lib/my etcd' '/var/lib/my etcd.old', then the same line again",
    ]);
  });

  it('has its colours apart from its width', () => {
    const painted = formatError(long, {color: true, width: 40});
    expect(painted.startsWith('\u001b[31mError\u001b[0m \u001b[2mE_PREFLIGHT\u001b[0m: ')).toBe(true);
    expect(stripVTControlCharacters(painted)).toBe(formatError(long, {color: false, width: 40}));
  });
});
