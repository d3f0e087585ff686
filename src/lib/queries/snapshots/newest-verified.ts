import type {Adapters} from '../../adapters/adapters.js';
import type {SnapshotManifest} from '../../domain/snapshots/manifest.js';
import {listSnapshots, snapshotsFolder} from './list-snapshots.js';

export interface SavedSnapshot {
  /** Absolute. */
  readonly path: string;
  readonly manifest: SnapshotManifest;
}

/**
 * The newest snapshot of this cluster in `.etcdops/snapshots/` that has a manifest and the size it names, by the time of
 * saving. Its digest is not read again: who restores verifies it first.
 * @param folder the spec's, absolute
 */
export async function newestVerified(
  reader: Pick<Adapters, 'files' | 'snapshotFiles'>,
  folder: string,
  cluster: string,
): Promise<SavedSnapshot | undefined> {
  const {snapshots} = await listSnapshots(reader, snapshotsFolder(folder));
  const usable = snapshots.flatMap(({path, manifest, doubt}) =>
    manifest?.cluster === cluster && doubt === undefined ? [{path, manifest}] : [],
  );
  return usable[0];
}
