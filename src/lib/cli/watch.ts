import type {ClusterStatus} from '../domain/cluster/judge.js';
import {statusView} from '../views/status-view.js';
import {readerGone, writeJsonLine, writeText} from './output.js';
import type {Services} from './services.js';

const INTERVAL_MS = 1000;
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

export interface WatchOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly services: Pick<Services, 'clock' | 'signal'>;
}

function drawn(status: ClusterStatus, now: Date, {color}: WatchOptions): string {
  const width = process.stdout.columns ?? 100;
  return `${now.toISOString()}   every second, Ctrl-C ends\n\n${statusView(status, {color, width})}`;
}

/** Shows the state again and again until the user ends it, which is no failure. */
export async function watchStatus(
  observe: () => Promise<ClusterStatus>,
  options: WatchOptions,
): Promise<void> {
  const {clock} = options.services;
  const signal = AbortSignal.any([options.services.signal, readerGone]);
  while (!signal.aborted) {
    const status = await observe().catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (status === undefined) return;
    if (options.json) writeJsonLine({schemaVersion: 1, ...status});
    else writeText(`${process.stdout.isTTY ? HOME_AND_CLEAR : ''}${drawn(status, clock.now(), options)}`);
    // The only reason for this wait to end early is the user's wish to stop.
    await clock.sleep(INTERVAL_MS, signal).catch(() => undefined);
  }
}
