import type {Clock} from '../../src/lib/adapters/clock/clock.js';

/** Time that passes only while somebody sleeps, and then at once; none for a sleep that is over before its turn. */
export function createFakeClock(): Clock {
  let passedMs = 0;
  return {
    now: () => new Date(Date.UTC(2026, 10, 21) + passedMs),
    monotonicMs: () => passedMs,
    async sleep(durationMs, signal) {
      signal?.throwIfAborted();
      // Others, and real files, have their turn.
      await new Promise(resolve => setImmediate(resolve));
      signal?.throwIfAborted();
      passedMs += Math.max(1, durationMs);
    },
  };
}
