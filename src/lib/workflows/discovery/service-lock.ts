import {join} from 'node:path';

import type {Lock} from '../../adapters/files/lock.js';
import {DISCOVERY_DIR} from '../../domain/layout/layout.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';
import {serviceLockFile} from './service-process.js';

export function isLocked(error: unknown): boolean {
  return error instanceof OpsError && error.code === 'E_LOCKED';
}

/**
 * The lock of the service of a folder. Who runs it in the foreground has it for hours: to wait is no advice.
 * @param again the line to type once the other one has ended
 * @throws E_LOCKED
 */
export async function lockService(
  {adapters, loaded: {folder}}: ClusterContext,
  {command, again}: {readonly command: string; readonly again: string},
): Promise<Lock> {
  const path = serviceLockFile(folder);
  await adapters.files.ensureDir(join(folder, DISCOVERY_DIR), 0o700);
  try {
    return await adapters.acquireLock(path, command);
  } catch (error) {
    if (!isLocked(error)) throw error;
    const holder = await adapters.lockHolder(path);
    const who =
      holder === undefined ? 'another run' : `etcdops ${printable(holder.command, 60)} (pid ${holder.pid})`;
    throw new OpsError('E_LOCKED', `the discovery service is in the hands of ${who}`, {
      cause: error,
      hints: [`end it by Ctrl-C where it runs, then: ${again}`],
    });
  }
}
