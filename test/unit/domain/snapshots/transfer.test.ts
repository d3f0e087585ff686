import {expect, it} from 'vitest';

import {transferProblem, transferText} from '../../../../src/lib/domain/snapshots/transfer.js';

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

it.each([
  [0, 0, 0, '░░░░░░░░░░░░░░░░░░░░ 0%, 0 B of 0 B, 0 B/s'],
  [5 * MIB, 10 * MIB, 2500, '██████████░░░░░░░░░░ 50%, 5.0 MiB of 10.0 MiB, 2.0 MiB/s'],
  [999, 1000, 3000, '███████████████████░ 99%, 999 B of 1000 B, 333 B/s'],
  // The digest at the end is not counted by who sends it.
  [1032, 1000, 1000, '████████████████████ 100%, 1.0 KiB of 1000 B, 1.0 KiB/s'],
])('%i of %i bytes in %i ms', (receivedBytes, totalBytes, elapsedMs, text) => {
  expect(transferText({receivedBytes, totalBytes, elapsedMs})).toBe(text);
});

it.each([
  [1, 10 * MINUTE_MS, true],
  [1, 11 * MINUTE_MS, false],
  [1e9, 343 * MINUTE_MS, true],
  [1e9, 344 * MINUTE_MS, false],
])('%i bytes may take %i ms: %s', (totalBytes, elapsedMs, isFine) => {
  const problem = transferProblem({receivedBytes: 0, totalBytes, elapsedMs});
  if (isFine) expect(problem).toBeUndefined();
  else expect(problem).toContain('too slow to wait for');
});
