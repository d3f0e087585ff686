import {afterEach, expect, it, vi} from 'vitest';

import {createProgress} from '../../../src/lib/cli/progress.js';

afterEach(() => vi.restoreAllMocks());

/** What is written to a terminal of so many columns. */
function onTerminal(
  columns: number | undefined,
  act: (progress: ReturnType<typeof createProgress>) => void,
): string {
  const {isTTY, columns: before} = process.stderr;
  let written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    written += String(text);
    return true;
  });
  Object.assign(process.stderr, {isTTY: columns !== undefined, columns});
  try {
    const progress = createProgress({quiet: false});
    act(progress);
    progress.close();
  } finally {
    Object.assign(process.stderr, {isTTY, columns: before});
  }
  // Without colours.
  return written.replace(/\u001b\[[\d;]*m/g, '');
}

const LONG = 'the revision goes on at 1000000006 (6 of the snapshot)';

it.each([
  [30, '! the revision goes on at\n  1000000006 (6 of the\n  snapshot)\n'],
  [80, `! ${LONG}\n`],
  [5, '! the revision goes\n  on at 1000000006\n  (6 of the\n  snapshot)\n'],
  // One that was given no size says so.
  [0, `! ${LONG}\n`],
  // Whoever reads it there, such as a script, wants one line.
  [undefined, `! ${LONG}\n`],
])('a warning on a terminal of %s columns is broken between words', (columns, written) => {
  expect(onTerminal(columns, progress => progress.warn(LONG))).toBe(written);
});

it('so is a note', () => {
  expect(onTerminal(30, progress => progress.note(LONG))).toBe(
    '✓ the revision goes on at\n  1000000006 (6 of the\n  snapshot)\n',
  );
});
