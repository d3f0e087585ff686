import type {Adapters} from '../../adapters/adapters.js';
import {newestToRestore, type SavedSnapshot} from '../../domain/snapshots/saved-snapshot.js';
import {listSnapshots, snapshotsFolder} from './list-snapshots.js';

/**
 * The snapshot in `.etcdops/snapshots/` that a restore takes which was named none, by manifests and sizes alone. Its digest
 * is not read again: who restores verifies it first.
 * @param folder the spec's, absolute
 */
export async function newestVerified(
  reader: Pick<Adapters, 'files' | 'snapshotFiles'>,
  folder: string,
  cluster: string,
): Promise<SavedSnapshot | undefined> {
  const {snapshots} = await listSnapshots(reader, snapshotsFolder(folder));
  return newestToRestore(snapshots, cluster);
}
