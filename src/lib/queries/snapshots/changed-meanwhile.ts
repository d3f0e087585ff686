import type {Adapters} from '../../adapters/adapters.js';
import type {PathStamp} from '../../adapters/files/places.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';

type Stamp = Pick<PathStamp, 'sizeBytes' | 'modifiedMs' | 'inode'>;

/** Whether a file is the one that it was, and nobody wrote into it. */
export function isSameStamp(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.sizeBytes === b?.sizeBytes && a?.modifiedMs === b?.modifiedMs && a?.inode === b?.inode;
}

/** @param path absolute */
export function changedMeanwhile(path: string): OpsError {
  return new OpsError('E_SNAPSHOT_INVALID', `${printable(path, 500)} was changed while it was read`, {
    hints: ['the same line again, once nobody writes it'],
  });
}

/**
 * What is gone meanwhile was whole while it was read.
 * @throws E_SNAPSHOT_INVALID
 */
export async function assertUnchanged(
  files: Pick<Adapters['files'], 'stampOf'>,
  path: string,
  before: Stamp | undefined,
): Promise<void> {
  const after = await files.stampOf(path).catch(() => undefined);
  if (after !== undefined && !isSameStamp(after, before)) throw changedMeanwhile(path);
}
