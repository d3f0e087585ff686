import {numberedNames} from './file-name.js';
import type {ClusterIdentity} from './identity.js';
import {manifestPathOf} from './manifest.js';
import {byAge, newestToRestore, type SavedFile} from './saved-snapshot.js';

/** A snapshot that was set aside. */
export interface TrashedFile extends SavedFile {
  /** ISO 8601, UTC. */
  readonly trashedAt: string;
}

export interface TrashFacts {
  readonly trashed: readonly TrashedFile[];
  /** What is not in the trash, and stays out of it; the newest first. */
  readonly kept: readonly SavedFile[];
  readonly whose: ClusterIdentity;
  readonly now: Date;
  /** How long a snapshot lies there at least. */
  readonly days: number;
}

const DAY_MS = 86_400_000;

/**
 * What is deleted from the trash: what has lain there for so long. Where nothing that a restore takes unasked is left
 * outside, the newest such one stays there.
 */
export function expired({trashed, kept, whose, now, days}: TrashFacts): TrashedFile[] {
  // One whose time cannot be true is no stand-in for others.
  const timely = kept.filter(({isAhead}) => isAhead !== true);
  const isLast = newestToRestore(timely, whose).newest === undefined;
  const last = isLast ? newestToRestore(byAge(trashed), whose).newest?.path : undefined;
  return trashed.filter(
    ({path, trashedAt}) => path !== last && now.getTime() - Date.parse(trashedAt) >= days * DAY_MS,
  );
}

/**
 * Names that a snapshot may get in the trash, without end. What is there may have had the same name.
 * @param trashed names of what is there
 */
export function* placesInTrash(name: string, trashed: readonly string[]): Generator<string> {
  for (const place of numberedNames(name)) if (!trashed.includes(manifestPathOf(place))) yield place;
}

/**
 * Names that a manifest may get there whose snapshot went before, or never came: beside the snapshot that lacks one, the
 * last that went first, then where nothing is.
 * @param name of its snapshot
 */
export function* placesOfManifest(name: string, trashed: readonly string[]): Generator<string> {
  const [gone, free]: [string[], string[]] = [[], []];
  for (const place of numberedNames(name)) {
    const isThere = trashed.includes(place);
    if (isThere) gone.unshift(place);
    else free.push(place);
    if (!isThere && !trashed.includes(manifestPathOf(place))) break;
  }
  for (const place of [...gone, ...free]) yield manifestPathOf(place);
}
