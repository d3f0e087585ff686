import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import {readStructure} from './read-structure.js';

/**
 * The last revision in a database that no member runs on; undefined where it cannot be read. Writes that stand in the log
 * alone come after it.
 */
export async function databaseRevision(
  adapters: Pick<Adapters, 'env' | 'files' | 'runner' | 'signal'>,
  bin: EtcdBinDir,
  path: string,
): Promise<number | undefined> {
  const found = await adapters.files.stampOf(path);
  if (found === undefined) return undefined;
  const {sizeBytes} = found;
  const structure = await readStructure(adapters, {bin, path, sizeBytes});
  return 'status' in structure ? structure.status.revision : undefined;
}
