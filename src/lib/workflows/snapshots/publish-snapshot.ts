import type {Adapters} from '../../adapters/adapters.js';
import {numberedNames, timeStamp} from '../../domain/snapshots/file-name.js';
import {formatManifest, manifestPathOf, type SnapshotManifest} from '../../domain/snapshots/manifest.js';
import {printable} from '../../domain/text/printable.js';

export interface Publication {
  /** Where the snapshot was written to, whole. */
  readonly part: string;
  /** Absolute; nothing has that name yet. */
  readonly path: string;
  readonly manifest: SnapshotManifest;
}

/** A killed save leaves one, and so does who moved a snapshot and forgot it: no save stumbles over it. */
async function setAsideOld({clock, files, progress, snapshotFiles}: Publisher, path: string): Promise<void> {
  if (!(await files.exists(path))) return;
  const names = numberedNames(`${path}.replaced-${timeStamp(clock.now())}`);
  const aside = await snapshotFiles.publishAs(path, names);
  progress.warn(`${printable(path, 500)} belonged to no snapshot: it is ${printable(aside, 500)} now`);
}

export type Publisher = Pick<Adapters, 'clock' | 'files' | 'progress' | 'snapshotFiles'>;

/**
 * Gives a snapshot its name, with the manifest beside it, whose path it resolves to. The manifest comes first: what has
 * the name of a snapshot has one.
 */
export async function publishSnapshot(
  publisher: Publisher,
  {part, path, manifest}: Publication,
): Promise<string> {
  const {files, snapshotFiles} = publisher;
  const manifestPath = manifestPathOf(path);
  await setAsideOld(publisher, manifestPath);
  const manifestPart = `${part}.manifest`;
  await files.removeScratch(manifestPart);
  try {
    await files.writeScratch(manifestPart, formatManifest(manifest), {mode: 0o600});
    await snapshotFiles.publish(manifestPart, manifestPath);
  } finally {
    await files.removeScratch(manifestPart);
  }
  try {
    await snapshotFiles.publish(part, path);
  } catch (error) {
    await files.removeScratch(manifestPath);
    throw error;
  }
  return manifestPath;
}
