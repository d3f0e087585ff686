import type {Adapters} from '../adapters/adapters.js';
import {formatBytes} from '../domain/text/bytes.js';

/**
 * What etcd reserves on disk for the first segment of a member's write-ahead log.
 * @see https://github.com/etcd-io/etcd/blob/main/server/storage/wal/wal.go (SegmentSizeBytes)
 */
const WAL_SEGMENT_BYTES = 64_000_000;

/** Why members that have no data yet could not begin in a folder, or undefined where there is room for them. */
export async function roomProblem(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  newMembers: number,
): Promise<string | undefined> {
  if (newMembers === 0) return undefined;
  const needed = newMembers * WAL_SEGMENT_BYTES;
  const free = await files.freeBytes(folder);
  if (free >= needed) return undefined;
  const logs =
    newMembers === 1
      ? 'the write-ahead log of a new member needs'
      : `the write-ahead logs of ${newMembers} new members need`;
  return `${folder} has ${formatBytes(free)} free, and ${logs} ${formatBytes(needed)}`;
}
