import type {SnapshotManifest} from '../../domain/snapshots/manifest.js';
import type {SnapshotReader} from './verify-snapshot.js';

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
  _reader: Pick<SnapshotReader, 'files'>,
  _folder: string,
  _cluster: string,
): Promise<SavedSnapshot | undefined> {
  return undefined;
}
