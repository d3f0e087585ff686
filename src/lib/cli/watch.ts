import type {ClusterStatus} from '../domain/cluster/judge.js';
import {statusView} from '../views/status-view.js';
import type {View} from '../views/view.js';
import {readerGone, writeJsonLine, writeText} from './output.js';
import type {Services} from './services.js';
import {terminalColumns} from './terminal-columns.js';

const INTERVAL_MS = 1000;
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

export interface WatchOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly services: Pick<Services, 'clock' | 'signal'>;
}

function drawn<R extends object>(result: R, view: View<R>, {color, services}: WatchOptions): string {
  const now = services.clock.now().toISOString();
  const width = terminalColumns(process.stdout);
  return `${now}   every second, Ctrl-C ends\n\n${view(result, {color, width})}`;
}

/** Shows a result again and again until the user ends it, which is no failure. */
export async function watchResult<R extends object>(
  observe: () => Promise<R>,
  view: View<R>,
  options: WatchOptions,
): Promise<void> {
  const {clock} = options.services;
  const signal = AbortSignal.any([options.services.signal, readerGone]);
  while (!signal.aborted) {
    const result = await observe().catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (result === undefined) return;
    if (options.json) writeJsonLine({schemaVersion: 1, ...result});
    else writeText(`${process.stdout.isTTY ? HOME_AND_CLEAR : ''}${drawn(result, view, options)}`);
    // The only reason for this wait to end early is the user's wish to stop.
    await clock.sleep(INTERVAL_MS, signal).catch(() => undefined);
  }
}

/** The same of the state of a cluster. */
export function watchStatus(observe: () => Promise<ClusterStatus>, options: WatchOptions): Promise<void> {
  return watchResult(observe, statusView, options);
}
