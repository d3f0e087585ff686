import {dirname} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {formatDurationMs} from '../../domain/text/duration.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';

type Teller = Pick<Adapters, 'clock' | 'progress' | 'signal'>;

const TICK_MS = 1000;
/** A disk that works takes a buffer within seconds, however busy it is. */
const SILENT_MS = 30_000;
/** Who stops the command waits no longer than this for what is being written. */
const GRACE_MS = 10_000;

interface Waiting {
  readonly since: number;
  readonly giveUp: (error: unknown) => void;
  /** When the wish to stop was seen. */
  stoppedAt?: number;
  isTold?: true;
}

/** Whether an error came while a disk did not answer: nothing more is to be asked of it. */
export function isSilentDisk(error: unknown): boolean {
  return error instanceof OpsError && 'silentDisk' in error.details;
}

/** What `act` gives; then tidies up, whatever came of it, but not on a disk that does not answer. */
export async function thenTidy<R>(act: () => Promise<R>, tidy: () => Promise<void>): Promise<R> {
  let isSilent = false;
  try {
    return await act();
  } catch (error) {
    isSilent = isSilentDisk(error);
    throw error;
  } finally {
    if (!isSilent) await tidy();
  }
}

/**
 * Tells of a disk that does not answer, as one over a network whose server is away: such a write neither ends nor fails.
 * Only the deadline and the user end it.
 */
export class DiskWatch {
  readonly #teller: Teller;
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;
  #waiting: Waiting | undefined;

  /** @param path of the file that is written; absolute */
  constructor(teller: Teller, path: string) {
    this.#teller = teller;
    this.#folder = dirname(path);
    this.#timer = setInterval(() => this.#look(), TICK_MS);
  }

  /** Waits for something that the disk does, one thing at a time. Throws E_TIMEOUT or E_INTERRUPTED where it is given up. */
  waitFor<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting = {since: this.#teller.clock.monotonicMs(), giveUp: reject};
      work.then(resolve, reject).finally(() => {
        this.#waiting = undefined;
      });
    });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const {clock, signal} = this.#teller;
    const now = clock.monotonicMs();
    const silentMs = now - waiting.since;
    if (signal.aborted) {
      waiting.stoppedAt ??= now;
      if (now - waiting.stoppedAt >= GRACE_MS) waiting.giveUp(this.#givenUp(signal.reason, silentMs));
    } else if (silentMs >= SILENT_MS) this.#tell(waiting, silentMs);
  }

  #tell(waiting: Waiting, silentMs: number): void {
    const {progress} = this.#teller;
    const folder = printable(this.#folder, 500);
    if (waiting.isTold !== true) {
      progress.warn(
        `nothing written for ${formatDurationMs(SILENT_MS)}: the disk under ${folder} does not answer; Ctrl-C ends the wait, and so does --timeout`,
      );
    }
    waiting.isTold = true;
    progress.update(`Waiting for the disk under ${folder} (${formatDurationMs(silentMs)})`);
  }

  #givenUp(reason: unknown, silentMs: number): unknown {
    if (!(reason instanceof OpsError)) return reason;
    const {code, message, details} = reason;
    const folder = printable(this.#folder, 500);
    return new OpsError(
      code,
      `${message}: the disk under ${folder} has not answered for ${formatDurationMs(silentMs)}`,
      {
        hints: ['once the disk answers again: the same line'],
        details: {...details, silentDisk: this.#folder},
        cause: reason,
      },
    );
  }
}
