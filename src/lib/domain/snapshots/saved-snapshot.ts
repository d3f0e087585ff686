import {basename} from 'node:path';

import {isLeftByUndo} from './file-name.js';
import {isOfCluster, type ClusterIdentity} from './identity.js';
import type {SnapshotManifest} from './manifest.js';

/** A file among the saved snapshots, as its name, its size and its manifest tell; its bytes are not read. */
export interface SavedFile {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** ISO 8601, UTC: from the manifest, else when the file was last written. */
  readonly savedAt: string;
  readonly manifest?: SnapshotManifest;
  /** What keeps it from counting as verified when it was saved; undefined where nothing does. */
  readonly doubt?: string;
  /** By its manifest it was saved later than now: this clock is wrong, or the one of then was. */
  readonly isAhead?: true;
}

export interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
  readonly now: Date;
  readonly manifest: {readonly manifest: SnapshotManifest} | {readonly problem: string} | undefined;
}

/** What can be said of a file without reading it. */
export function describeSaved({path, sizeBytes, modifiedAt, now, manifest}: FoundFile): SavedFile {
  const byTime = {path, sizeBytes, savedAt: modifiedAt.toISOString()};
  if (manifest === undefined) return {...byTime, doubt: 'has no manifest'};
  if ('problem' in manifest) return {...byTime, doubt: `its manifest ${manifest.problem}`};
  const {savedAt} = manifest.manifest;
  const ahead = Date.parse(savedAt) > now.getTime() ? ({isAhead: true} as const) : {};
  const known = {...byTime, savedAt, manifest: manifest.manifest, ...ahead};
  return manifest.manifest.sizeBytes === sizeBytes
    ? known
    : {...known, doubt: `has ${sizeBytes} bytes; ${manifest.manifest.sizeBytes} were saved`};
}

/** The newest first. */
export function byAge(files: readonly SavedFile[]): SavedFile[] {
  return [...files].sort(
    (a, b) => Date.parse(b.savedAt) - Date.parse(a.savedAt) || (a.path < b.path ? 1 : -1),
  );
}

/** A snapshot that counts as verified. */
export interface SavedSnapshot {
  /** Absolute. */
  readonly path: string;
  readonly manifest: SnapshotManifest;
}

/** A snapshot that a restore takes only where it is named, and why. */
export interface PassedOver {
  readonly path: string;
  /** In words that follow its name. */
  readonly why: string;
}

export type RestoreChoice =
  | {readonly newest: SavedSnapshot}
  | {readonly newest?: undefined; readonly passedOver: readonly PassedOver[]};

/** What keeps a file from being restored by whoever names none; undefined where nothing does. */
function whyPassedOver({path, manifest, doubt}: SavedFile, whose: ClusterIdentity): string | undefined {
  if (manifest === undefined || doubt !== undefined) return doubt ?? 'has no manifest';
  if (!isOfCluster(manifest, whose))
    return manifest.cluster === whose.cluster
      ? `is of another cluster of that name (${manifest.clusterId})`
      : `is of the cluster ${manifest.cluster}`;
  if (!manifest.hadQuorum)
    return 'was saved without a quorum: writes that others acknowledged may be missing';
  if (isLeftByUndo(basename(path))) return 'was saved by snapshot undo before it took that state back';
  return isUndone({manifest}, whose) ? 'is of a state that snapshot undo took back' : undefined;
}

/** Whether it was saved of what a restore had made and an undo took back. */
export function isUndone(
  {manifest}: Pick<SavedFile, 'manifest'>,
  {undoneIds = []}: ClusterIdentity,
): boolean {
  return manifest !== undefined && undoneIds.includes(manifest.clusterId);
}

type Judged = SavedFile & {readonly why: string | undefined};

/** Revisions of a cluster only grow: a time that is to come, and a lower revision, cannot both be true of the newest. */
function whyNotNewest({isAhead, savedAt, manifest}: Judged, files: readonly Judged[]): string | undefined {
  if (isAhead !== true || manifest === undefined) return undefined;
  const goesFurther = (other: Judged): boolean =>
    other.why === undefined &&
    other.isAhead !== true &&
    other.manifest?.clusterId === manifest.clusterId &&
    other.manifest.revision > manifest.revision;
  return files.some(goesFurther)
    ? `was saved at ${savedAt} by its manifest, which is still to come, and another one goes further`
    : undefined;
}

/**
 * What a restore takes that was named none: the newest of the cluster that counts as verified. Passed over is what lacks
 * writes that others acknowledged, and the state that an undo took back: either is for who names it.
 * @param files the newest first
 */
export function newestToRestore(files: readonly SavedFile[], whose: ClusterIdentity): RestoreChoice {
  const fitting = files.map(file => ({...file, why: whyPassedOver(file, whose)}));
  const judged = fitting.map(file => ({...file, why: file.why ?? whyNotNewest(file, fitting)}));
  for (const {path, manifest, why} of judged)
    if (why === undefined && manifest !== undefined) return {newest: {path, manifest}};
  return {passedOver: judged.map(({path, why = ''}) => ({path, why}))};
}
