import type {Adapters} from '../../adapters/adapters.js';
import type {ClusterIdentity} from '../../domain/snapshots/identity.js';
import {newestToRestore, type RestoreChoice} from '../../domain/snapshots/saved-snapshot.js';
import {listSnapshots, snapshotsFolder} from './list-snapshots.js';

/**
 * The snapshot in `.etcdops/snapshots/` that a restore takes which was named none, by manifests and sizes alone. Its digest
 * is not read again: who restores verifies it first. Where there is none, why each one that is there was passed over.
 * @param folder the spec's, absolute
 */
export async function newestVerified(
  reader: Pick<Adapters, 'files' | 'snapshotFiles'>,
  folder: string,
  whose: ClusterIdentity,
): Promise<RestoreChoice> {
  const {snapshots} = await listSnapshots(reader, snapshotsFolder(folder));
  return newestToRestore(snapshots, whose);
}
