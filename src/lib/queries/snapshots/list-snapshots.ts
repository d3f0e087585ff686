import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {SNAPSHOTS_DIR} from '../../domain/layout/layout.js';
import {byAge, describeSaved, type SavedFile} from '../../domain/snapshots/saved-snapshot.js';
import {inBatches} from './in-batches.js';
import {readManifest} from './verify-snapshot.js';

export interface SnapshotListing {
  /** Absolute. */
  readonly folder: string;
  /** The newest first. */
  readonly snapshots: readonly SavedFile[];
}

/** What names a snapshot that is whole; what is being written begins with a dot. */
const SNAPSHOT_NAME = /^[^.].*\.db$/s;

/**
 * The snapshots in a folder, by their manifests alone: none is read.
 * @param folder absolute; default: `.etcdops/snapshots` below the spec's
 */
export async function listSnapshots(
  {clock, files, snapshotFiles}: Pick<Adapters, 'clock' | 'files' | 'snapshotFiles'>,
  folder: string,
): Promise<SnapshotListing> {
  const now = clock.now();
  const names = (await files.list(folder)).filter(name => SNAPSHOT_NAME.test(name));
  const found = await inBatches(names, async name => {
    const path = join(folder, name);
    const [stat, manifest] = await Promise.all([snapshotFiles.statOf(path), readManifest({files}, path)]);
    return stat === undefined ? [] : [describeSaved({path, ...stat, now, manifest})];
  });
  return {folder, snapshots: byAge(found.flat())};
}

/** Where snapshots go that were given no other place. */
export function snapshotsFolder(specFolder: string): string {
  return join(specFolder, SNAPSHOTS_DIR);
}
