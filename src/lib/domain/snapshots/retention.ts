import {isOfCluster, type ClusterIdentity} from './identity.js';
import {isUndone, newestToRestore, type SavedFile} from './saved-snapshot.js';

/** How many are kept: the newest, and the newest of each of the last hours, days and weeks that have any (UTC). */
export interface RetentionRules {
  readonly last: number;
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
}

export interface KeptFile {
  readonly file: SavedFile;
  /** Why, in words. */
  readonly because: string;
}

export interface Retention {
  readonly keep: readonly KeptFile[];
  readonly remove: readonly SavedFile[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday; weeks begin on Monday. */
const MONDAY_OFFSET_DAYS = 3;

const hourOf = (timeMs: number): number => Math.floor(timeMs / HOUR_MS);
const dayOf = (timeMs: number): number => Math.floor(timeMs / DAY_MS);
const weekOf = (timeMs: number): number => Math.floor((dayOf(timeMs) + MONDAY_OFFSET_DAYS) / 7);

/** The newest of each period, at most so many periods. `files` have the newest first. */
function newestOfEach(
  files: readonly SavedFile[],
  count: number,
  periodOf: (timeMs: number) => number,
): SavedFile[] {
  const newest = new Map<number, SavedFile>();
  for (const file of files) {
    const period = periodOf(Date.parse(file.savedAt));
    if (!newest.has(period)) newest.set(period, file);
  }
  return [...newest.values()].slice(0, count);
}

type Reason = readonly [kept: readonly SavedFile[], because: string];

function reasonsBy(rules: RetentionRules, files: readonly SavedFile[], of: string): Reason[] {
  return [
    [files.slice(0, rules.last), `among the newest${of}`],
    [newestOfEach(files, rules.hourly, hourOf), `the newest of its hour${of}`],
    [newestOfEach(files, rules.daily, dayOf), `the newest of its day${of}`],
    [newestOfEach(files, rules.weekly, weekOf), `the newest of its week${of}`],
  ];
}

/** Why a file is none of those that rules are for. */
function untouched({manifest, doubt, isAhead}: SavedFile, whose: ClusterIdentity): string | undefined {
  if (manifest === undefined) return 'nothing tells what it is';
  if (!isOfCluster(manifest, whose)) return 'it is of another cluster';
  // It would be the newest for ever, and take the place of each that is saved from now on.
  if (isAhead === true) return 'its time is still to come: look at the clock';
  return doubt === undefined ? undefined : 'it may be damaged: look at it first';
}

/**
 * Which snapshots of a cluster stay and which go. What is not surely one of them stays, and so does the newest that is
 * verified and that a restore takes unasked, whatever the rules say.
 * @param files the newest first
 */
export function decideRetention(
  files: readonly SavedFile[],
  rules: RetentionRules,
  whose: ClusterIdentity,
): Retention {
  const ours = files.filter(file => untouched(file, whose) === undefined);
  // One that a restore takes only by its name, such as what an undo has saved, takes no place of a better one.
  const best = newestToRestore(ours, whose).newest;
  const newest = best === undefined ? ours.slice(0, 1) : ours.filter(({path}) => path === best.path);
  // What an undo took back takes no place of the others either, and goes by the same rules beside them.
  const undone = ours.filter(file => isUndone(file, whose));
  const valid = ours.filter(file => !undone.includes(file));
  const reasons: readonly Reason[] = [
    [newest, 'the newest that is verified'],
    ...reasonsBy(rules, valid, ''),
    ...reasonsBy(rules, undone, ', of what was undone'),
  ];
  const because = (file: SavedFile): string | undefined =>
    untouched(file, whose) ?? reasons.find(([kept]) => kept.includes(file))?.[1];
  return {
    keep: files.flatMap(file => {
      const reason = because(file);
      return reason === undefined ? [] : [{file, because: reason}];
    }),
    remove: files.filter(file => because(file) === undefined),
  };
}
