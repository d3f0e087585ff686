import {describe, expect, it} from 'vitest';

import {toOpsError} from '../../../src/lib/cli/errors.js';

/** As oclif throws it. */
function thrown(message: string): Error {
  return Object.assign(new Error(`The following error occurred:\n  ${message}\nSee more help with --help`), {
    oclif: {exit: 2},
  });
}

describe('a wrong command line', () => {
  it.each([
    ['Missing required flag to', 'Missing required flag --to'],
    [
      '--json=true cannot also be provided when using --report',
      '--json cannot also be provided when using --report',
    ],
    ['Nonexistent flag: --verbos', 'Nonexistent flag: --verbos'],
  ])('%s', (message, shown) => {
    const {code, message: said, hints} = toOpsError(thrown(message), 'bootstrap:static');

    expect([code, said]).toEqual(['E_USAGE', shown]);
    expect(hints).toEqual(['etcdops bootstrap static --help shows its flags']);
  });
});
