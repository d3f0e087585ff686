import {formatBytes} from '../text/bytes.js';
import {formatDurationMs} from '../text/duration.js';

/** How far a database is on its way. */
export interface Transfer {
  readonly receivedBytes: number;
  /** Of all of it, as far as it is known. */
  readonly totalBytes: number;
  readonly elapsedMs: number;
}

const BAR_WIDTH = 20;

/** A bar, how much of it is there, and how fast it comes: `██████████░░░░░░░░░░ 50%, 5.0 MiB of 10.0 MiB, 2.0 MiB/s`. */
export function transferText({receivedBytes, totalBytes, elapsedMs}: Transfer): string {
  const part = totalBytes === 0 ? 0 : Math.min(1, receivedBytes / totalBytes);
  const full = Math.floor(part * BAR_WIDTH);
  const rate = elapsedMs === 0 ? 0 : (receivedBytes / elapsedMs) * 1000;
  return [
    `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${Math.floor(part * 100)}%`,
    `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`,
    `${formatBytes(Math.round(rate))}/s`,
  ].join(', ');
}

/**
 * Well below any line that somebody would save over unasked. What comes more slowly is taken for a member that is in
 * trouble and sends a piece now and then: nothing else would end that.
 */
const SLOWEST_BYTES_PER_MS = 50;
const LEAST_MS = 10 * 60_000;

/** How long a database of a size may be on its way, milliseconds. */
function transferLimitMs(totalBytes: number): number {
  return LEAST_MS + totalBytes / SLOWEST_BYTES_PER_MS;
}

/** What is wrong with one that takes too long, in words; undefined of one that does not. */
export function transferProblem({receivedBytes, totalBytes, elapsedMs}: Transfer): string | undefined {
  const limitMs = transferLimitMs(totalBytes);
  if (elapsedMs <= limitMs) return undefined;
  return `has sent ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)} in ${formatDurationMs(limitMs)}, which is too slow to wait for`;
}
