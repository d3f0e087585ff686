import type {Adapters} from '../adapters/adapters.js';
import {formatBytes} from '../domain/text/bytes.js';

/**
 * What etcd reserves on disk for the first segment of a member's write-ahead log.
 * @see https://github.com/etcd-io/etcd/blob/main/server/storage/wal/wal.go (SegmentSizeBytes)
 */
const WAL_SEGMENT_BYTES = 64_000_000;

/** What is to begin in a folder. */
export interface Beginning {
  readonly newMembers: number;
  /** What each of them fetches from a cluster that it joins; 0 where they begin one. */
  readonly fetchedBytes: number;
}

function neededFor({newMembers, fetchedBytes}: Beginning): string {
  const logs =
    newMembers === 1
      ? 'the write-ahead log of a new member'
      : `the write-ahead logs of ${newMembers} new members`;
  if (fetchedBytes === 0) return `${logs} need${newMembers === 1 ? 's' : ''}`;
  return `${logs} and the database of ${formatBytes(fetchedBytes)} that ${newMembers === 1 ? 'it fetches' : 'each fetches'} need`;
}

/** Why members that have no data yet could not begin in a folder, or undefined where there is room for them. */
export async function roomProblem(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  beginning: Beginning,
): Promise<string | undefined> {
  const {newMembers, fetchedBytes} = beginning;
  if (newMembers === 0) return undefined;
  const needed = newMembers * (WAL_SEGMENT_BYTES + fetchedBytes);
  const free = await files.freeBytes(folder);
  if (free >= needed) return undefined;
  return `${folder} has ${formatBytes(free)} free, and ${neededFor(beginning)} ${formatBytes(needed)}`;
}
