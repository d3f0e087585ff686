import {dirname} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {NodeLaunch} from '../../adapters/host/host.js';

type Noter = Pick<Adapters, 'files'>;

function noteFile({pidFile}: NodeLaunch): string {
  return `${pidFile}.restart`;
}

/** What the last start left; small, and the same text until the next one. */
async function lastStart({files}: Noter, {pidFile}: NodeLaunch): Promise<string> {
  return (await files.readText(pidFile, 4096)) ?? '';
}

/** Written before a node is stopped to be started anew: one that was stopped for good stays stopped. */
export async function noteRestart(noter: Noter, launch: NodeLaunch): Promise<void> {
  await noter.files.ensureDir(dirname(launch.pidFile), 0o700);
  await noter.files.writeAtomic(noteFile(launch), await lastStart(noter, launch));
}

export async function restartIsOver({files}: Noter, launch: NodeLaunch): Promise<void> {
  await files.removeScratch(noteFile(launch));
}

/** Of a node that does not run: whether it was to be started again at once, and nobody has started it since. */
export async function isStoppedToRestart(noter: Noter, launch: NodeLaunch): Promise<boolean> {
  const noted = await noter.files.readText(noteFile(launch), 4096);
  return noted !== undefined && noted === (await lastStart(noter, launch));
}
