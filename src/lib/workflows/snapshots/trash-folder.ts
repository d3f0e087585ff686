import {basename, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {
  formatManifest,
  manifestPathOf,
  manifestsIn,
  snapshotOf,
  type SnapshotManifest,
} from '../../domain/snapshots/manifest.js';
import {describeSaved, type SavedFile} from '../../domain/snapshots/saved-snapshot.js';
import {placesInTrash, placesOfManifest, type TrashedFile} from '../../domain/snapshots/trash.js';
import {inBatches} from '../../queries/snapshots/in-batches.js';
import {readManifest} from '../../queries/snapshots/verify-snapshot.js';

export type Trasher = Pick<Adapters, 'clock' | 'files' | 'snapshotFiles'>;

export interface Trash {
  /** What was put here; of anything else that lies here nothing is known. */
  list(): Promise<readonly TrashedFile[]>;
  /** Killed anywhere, the same again or `takeManifest` ends it. */
  take(file: SavedFile): Promise<TrashedFile>;
  /** Of a snapshot that is not beside it: it was taken before, or never came. */
  takeManifest(path: string): Promise<void>;
  /** For good. Killed between the two, the manifest is listed still. */
  remove(file: TrashedFile): Promise<void>;
}

function* inFolder(folder: string, names: Iterable<string>): Generator<string> {
  for (const name of names) yield join(folder, name);
}

/** @param folder absolute; made where it is not there */
export function createTrash({clock, files, snapshotFiles}: Trasher, folder: string): Trash {
  const part = join(folder, '.manifest.part');

  /** The manifest in the trash says since when: what somebody else puts there has none that does. */
  async function writeManifest(
    manifest: SnapshotManifest,
    to: Iterable<string>,
  ): Promise<Pick<TrashedFile, 'path' | 'trashedAt'>> {
    const trashedAt = clock.now().toISOString();
    await files.removeScratch(part);
    await files.writeScratch(part, formatManifest({...manifest, trashedAt}), {mode: 0o600});
    return {path: snapshotOf(await snapshotFiles.publishAs(part, to)), trashedAt};
  }

  async function list(): Promise<readonly TrashedFile[]> {
    const names = manifestsIn(await files.list(folder));
    const found = await inBatches(names, async name => {
      const path = join(folder, snapshotOf(name));
      const read = await readManifest({files}, path);
      if (read === undefined || 'problem' in read || read.manifest.trashedAt === undefined) return [];
      const {trashedAt} = read.manifest;
      const stat = await snapshotFiles.statOf(path);
      // A folder, say: nothing of etcdops, and not to be deleted with all that is in it.
      if (stat === undefined && (await files.exists(path))) return [];
      // A manifest alone is listed too, so that it goes one day; without its bytes nothing is restored from it.
      const found = {sizeBytes: 0, modifiedAt: new Date(trashedAt), ...stat};
      return [{...describeSaved({path, ...found, now: clock.now(), manifest: read}), trashedAt}];
    });
    return found.flat();
  }

  return {
    list,
    async take(file) {
      const {path, manifest} = file;
      await files.ensureDir(folder, 0o700);
      const places = placesInTrash(basename(path), await files.list(folder));
      // The manifest last: without one the snapshot would be none that rules are for, and stay for ever.
      const aside = await snapshotFiles.publishAs(path, inFolder(folder, places));
      if (manifest === undefined) return {...file, path: aside, trashedAt: clock.now().toISOString()};
      const taken = await writeManifest(manifest, [manifestPathOf(aside)]);
      await files.removeScratch(manifestPathOf(path));
      return {...file, ...taken};
    },
    async takeManifest(path) {
      await files.ensureDir(folder, 0o700);
      const snapshot = snapshotOf(path);
      const places = inFolder(folder, placesOfManifest(basename(snapshot), await files.list(folder)));
      const read = await readManifest({files}, snapshot);
      if (read === undefined || 'problem' in read) {
        await snapshotFiles.publishAs(path, places);
        return;
      }
      const {sha256, savedAt} = read.manifest;
      const isTaken = (await list()).some(
        ({manifest}) => manifest?.sha256 === sha256 && manifest.savedAt === savedAt,
      );
      if (!isTaken) await writeManifest(read.manifest, places);
      await files.removeScratch(path);
    },
    async remove({path}) {
      await files.removeScratch(path);
      await files.removeScratch(manifestPathOf(path));
    },
  };
}
