import {createHash} from 'node:crypto';
import {dirname, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {partName, partsOfOthers, snapshotFileName, unusedName} from '../../domain/snapshots/file-name.js';
import {snapshotOf, strayManifests, type SnapshotManifest} from '../../domain/snapshots/manifest.js';
import type {SavedFile} from '../../domain/snapshots/saved-snapshot.js';
import type {TrashedFile} from '../../domain/snapshots/trash.js';
import {
  listSnapshots,
  snapshotsFolder,
  type SnapshotListing,
} from '../../queries/snapshots/list-snapshots.js';
import {publishSnapshot} from './publish-snapshot.js';
import {createTrash} from './trash-folder.js';
import {trashPlace} from './trash-place.js';

/** Where snapshots are kept: a folder now, a store of objects may come. */
export interface SnapshotTarget {
  /** On this machine: there a snapshot is written until it is whole. Absolute. */
  readonly folder: string;
  /** Its name there; what a killed save has left has it too. */
  readonly part: string;
  /** Keeps what was written there, under a name that nothing has. Both paths are absolute. */
  put(part: string, manifest: SnapshotManifest): Promise<{path: string; manifestPath: string}>;
  list(): Promise<SnapshotListing>;
  /** Takes it out of the list, and deletes nothing. Killed anywhere, the same again or `tidy` ends it. */
  setAside(file: SavedFile): Promise<TrashedFile>;
  /**
   * Puts manifests away that describe nothing: a killed `setAside` has taken their snapshots already, or a killed save has
   * not come to them. While nobody else saves or prunes by this spec; where others save into the same folder, none is touched.
   */
  tidy(): Promise<void>;
  /** Where it goes then. */
  readonly trash: string;
  /** What was set aside, and since when. */
  listTrash(): Promise<readonly TrashedFile[]>;
  /** For good: what was set aside. */
  remove(file: TrashedFile): Promise<void>;
}

export interface TargetPlace {
  /** Of the spec, absolute. */
  readonly specFolder: string;
  /** Absolute: the one name under which a snapshot is to be kept; nothing has it yet. */
  readonly path?: string | undefined;
}

/** No save takes as long: what was written before was left by one that was killed. */
const LONGEST_SAVE_MS = 24 * 60 * 60 * 1000;

type Keeper = Pick<Adapters, 'clock' | 'files' | 'progress' | 'snapshotFiles'>;

/**
 * Whether somebody else is saving there: a folder that is a link has several clusters, each with a lock of its own, and a
 * manifest has its name before its snapshot has, which is written under another until then.
 */
async function isAnyWritten(
  {clock, snapshotFiles}: Keeper,
  folder: string,
  parts: readonly string[],
): Promise<boolean> {
  const stats = await Promise.all(parts.map(name => snapshotFiles.statOf(join(folder, name))));
  const since = clock.now().getTime() - LONGEST_SAVE_MS;
  return stats.some(stat => stat !== undefined && stat.modifiedAt.getTime() > since);
}

/** Files in `.etcdops/snapshots/`, or the one that was named; the trash is on the disk of that folder. */
export async function chooseTarget(
  adapters: Keeper,
  {specFolder, path}: TargetPlace,
): Promise<SnapshotTarget> {
  const {files} = adapters;
  const kept = snapshotsFolder(specFolder);
  const folder = path === undefined ? kept : dirname(path);
  const key = createHash('sha256').update(specFolder).digest('hex').slice(0, 8);
  const place = await trashPlace(adapters, {specFolder, kept, key});
  const trash = createTrash(adapters, place.folder);
  const trashes = [trash, ...place.former.map(former => createTrash(adapters, former))];
  const unused = async ({cluster, revision, savedAt}: SnapshotManifest): Promise<string> => {
    const name = snapshotFileName(cluster, revision, new Date(savedAt));
    return join(folder, unusedName(name, await files.list(folder)));
  };
  return {
    folder,
    part: join(folder, partName(key)),
    async put(part, manifest) {
      const to = path ?? (await unused(manifest));
      return {path: to, manifestPath: await publishSnapshot(adapters, {part, path: to, manifest})};
    },
    list: () => listSnapshots(adapters, kept),
    setAside: file => trash.take(file),
    async tidy() {
      const names = await files.list(kept);
      if (await isAnyWritten(adapters, kept, partsOfOthers(names, key))) return;
      for (const name of strayManifests(names)) {
        const path = join(kept, name);
        if (!(await files.exists(snapshotOf(path)))) await trash.takeManifest(path);
      }
    },
    trash: place.folder,
    listTrash: async () => (await Promise.all(trashes.map(one => one.list()))).flat(),
    remove: file => trash.remove(file),
  };
}
