import {basename, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {SNAPSHOTS_TRASH_DIR} from '../../domain/layout/layout.js';
import {manifestPathOf, strayManifests} from '../../domain/snapshots/manifest.js';
import type {SavedFile} from '../../domain/snapshots/saved-snapshot.js';
import {
  listSnapshots,
  snapshotsFolder,
  type SnapshotListing,
} from '../../queries/snapshots/list-snapshots.js';

/** Where snapshots are kept: a folder now, a store of objects may come. */
export interface SnapshotTarget {
  list(): Promise<SnapshotListing>;
  /** Takes it out of the list, and deletes nothing. Killed anywhere, the same again or `tidy` ends it. */
  setAside(file: SavedFile): Promise<void>;
  /**
   * Puts manifests away that describe nothing: a killed `setAside` has taken their snapshots already, or a killed save has
   * not come to them. While nobody else saves or prunes.
   */
  tidy(): Promise<void>;
  /** Where it goes then. */
  readonly trash: string;
}

/** Files in `.etcdops/snapshots/`; the trash is beside it, on the same disk. */
export function createFileTarget(
  adapters: Pick<Adapters, 'files' | 'snapshotFiles'>,
  specFolder: string,
): SnapshotTarget {
  const {files, snapshotFiles} = adapters;
  const folder = snapshotsFolder(specFolder);
  const trash = join(specFolder, SNAPSHOTS_TRASH_DIR);
  return {
    trash,
    list: () => listSnapshots(adapters, folder),
    async setAside({path, manifest}) {
      await files.ensureDir(trash, 0o700);
      const aside = join(trash, basename(path));
      // The manifest last: without one the snapshot would be none that rules are for, and stay for ever.
      await snapshotFiles.publish(path, aside);
      if (manifest !== undefined) await files.rename(manifestPathOf(path), manifestPathOf(aside));
    },
    async tidy() {
      const left = strayManifests(await files.list(folder));
      if (left.length === 0) return;
      await files.ensureDir(trash, 0o700);
      for (const name of left) await files.rename(join(folder, name), join(trash, name));
    },
  };
}
