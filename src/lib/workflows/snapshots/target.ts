import {basename, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {SNAPSHOTS_TRASH_DIR} from '../../domain/layout/layout.js';
import {manifestPathOf, snapshotOf, strayManifests} from '../../domain/snapshots/manifest.js';
import {placesInTrash, placesOfManifest} from '../../domain/snapshots/trash.js';
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

function* inFolder(folder: string, names: Iterable<string>): Generator<string> {
  for (const name of names) yield join(folder, name);
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
      const places = placesInTrash(basename(path), await files.list(trash));
      // The manifest last: without one the snapshot would be none that rules are for, and stay for ever.
      const aside = await snapshotFiles.publishAs(path, inFolder(trash, places));
      if (manifest !== undefined) await snapshotFiles.publish(manifestPathOf(path), manifestPathOf(aside));
    },
    async tidy() {
      const left = strayManifests(await files.list(folder));
      if (left.length === 0) return;
      await files.ensureDir(trash, 0o700);
      for (const name of left) {
        const places = placesOfManifest(snapshotOf(name), await files.list(trash));
        await snapshotFiles.publishAs(join(folder, name), inFolder(trash, places));
      }
    },
  };
}
