import {setMaxListeners} from 'node:events';

import {formatDurationMs} from '../domain/text/duration.js';
import {OpsError} from '../errors/ops-error.js';

export interface StopSignal {
  readonly signal: AbortSignal;
  /** From here on only the user ends it. */
  readonly endDeadline: () => void;
  readonly close: () => void;
}

/** What is over 24 days fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A file that outgrows `ulimit -f`: where somebody listens the write fails, else the process ends without a word. */
const failWrite = (): void => undefined;

/**
 * One signal for both ways in which a run ends early: Ctrl-C (or TERM) and `--timeout`. The first Ctrl-C ends it at
 * the next safe point, the second one at once.
 * @param beforeEnd what has to be brought in order where it ends at once
 */
export function createStopSignal(
  timeoutMs: number | undefined,
  beforeEnd: () => void = () => undefined,
): StopSignal {
  const controller = new AbortController();
  // Each call to a node listens while it lasts, and there may be hundreds.
  setMaxListeners(0, controller.signal);
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      close();
      beforeEnd();
      process.kill(process.pid, signal);
      return;
    }
    const hints = ['run the same command again to go on where it stopped'];
    controller.abort(new OpsError('E_INTERRUPTED', 'interrupted', {hints}));
  };
  const expire = (durationMs: number): void => {
    const message = `not done within --timeout ${formatDurationMs(durationMs)}`;
    controller.abort(new OpsError('E_TIMEOUT', message, {hints: ['run the same command again to go on']}));
  };
  // Not once(): while a child runs execa listens too, and ends the process when it finds itself the only listener.
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // For good: Node writes its cache of code at the very end.
  if (!process.listeners('SIGXFSZ').includes(failWrite)) process.on('SIGXFSZ', failWrite);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(expire, Math.min(timeoutMs, MAX_TIMER_MS), timeoutMs).unref();
  const close = (): void => {
    clearTimeout(timer);
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  return {signal: controller.signal, endDeadline: () => clearTimeout(timer), close};
}
