import {describe, expect, it} from 'vitest';

import {formatError} from '../../../src/lib/cli/errors.js';
import {OpsError} from '../../../src/lib/errors/ops-error.js';

describe('an error as text', () => {
  it.each<[message: string, hints: readonly string[], expected: string]>([
    ['it is wrong', [], 'Error E_USAGE: it is wrong'],
    ['two\n  lines', ['do this'], 'Error E_USAGE: two\n  lines\n  → do this'],
    ['a\u001b[31m\u009b31m', ['b\u0007'], 'Error E_USAGE: a\\x1b[31m\\x9b31m\n  → b\\x07'],
  ])('%j', (message, hints, expected) => {
    expect(formatError(new OpsError('E_USAGE', message, {hints}), false)).toBe(expected);
  });
});
