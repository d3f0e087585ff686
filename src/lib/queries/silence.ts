import type {Adapters} from '../adapters/adapters.js';
import {CALL_TIMEOUT_MS} from './ask-member.js';

type Timer = Pick<Adapters['clock'], 'monotonicMs'>;

/** Who did not answer in time, such as a machine that swallows packets, remembered from one look to the next. */
export interface Silence {
  has(url: string, clock: Timer): boolean;
  /** Takes down whether the answer came, and how long that took. */
  watch<A extends {readonly status?: unknown}>(url: string, clock: Timer, answer: Promise<A>): Promise<A>;
}

/** Then everybody is waited for again. */
const REMEMBERED_MS = 10_000;

export function createSilence(): Silence {
  const since = new Map<string, number>();
  return {
    has(url, clock) {
      const at = since.get(url);
      return at !== undefined && clock.monotonicMs() - at < REMEMBERED_MS;
    },
    async watch(url, clock, answer) {
      const startedAt = clock.monotonicMs();
      const answered = await answer;
      const now = clock.monotonicMs();
      if (answered.status !== undefined) since.delete(url);
      // Who refuses at once costs nothing, and may be starting.
      else if (now - startedAt >= CALL_TIMEOUT_MS) since.set(url, now);
      return answered;
    },
  };
}
