import {OpsError} from '../errors/ops-error.js';

/** The same line would now be refused, since its files stand: `up` goes on. */
export function afterFilesStand(error: unknown): unknown {
  if (!(error instanceof OpsError) || !['E_INTERRUPTED', 'E_TIMEOUT'].includes(error.code)) return error;
  return new OpsError(error.code, error.message, {
    cause: error,
    hints: ['the files stand; etcdops up, in their folder, goes on'],
  });
}
