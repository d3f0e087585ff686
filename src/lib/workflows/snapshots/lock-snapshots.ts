import {join} from 'node:path';

import {SNAPSHOTS_LOCK_FILE} from '../../domain/layout/layout.js';
import type {ClusterContext} from '../cluster-run.js';
import {ensureStateDir} from '../place-files.js';
import {thenTidy} from './disk-watch.js';

/**
 * Does what changes the saved snapshots of a cluster, one at a time. Throws E_LOCKED, so nobody is to be asked meanwhile.
 * @param command as another one is told who holds the lock
 */
export async function withSnapshots<R>(
  {adapters, loaded}: ClusterContext,
  command: string,
  act: () => Promise<R>,
): Promise<R> {
  await ensureStateDir(adapters, loaded.folder);
  const lock = await adapters.acquireLock(join(loaded.folder, SNAPSHOTS_LOCK_FILE), command);
  // Where it stays: who finds the lock of a process that has ended takes it over.
  return thenTidy(act, () => lock.release());
}
