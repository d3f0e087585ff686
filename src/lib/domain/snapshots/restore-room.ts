import {formatBytes} from '../text/bytes.js';

/** Where a member is restored to. */
export interface Room {
  readonly name: string;
  readonly path: string;
  /** The file system, told apart by its number. */
  readonly device: number;
  readonly freeBytes: number;
  /** What has to fit in. */
  readonly neededBytes: number;
}

/** etcd reserves one segment of the log, and makes the next one ready. */
export const LOG_BYTES = 2 * 64_000_000;
/** Free pages that the first writes need. */
const SLACK = 1.05;

export function dataBytes(snapshotBytes: number): number {
  return Math.ceil(snapshotBytes * SLACK);
}

/** A sentence for each file system on which all that is restored to it has no room. */
export function roomProblems(rooms: readonly Room[]): string[] {
  return [...groupByDevice(rooms).values()].flatMap(group => {
    const needed = group.reduce((sum, {neededBytes}) => sum + neededBytes, 0);
    const [{path, freeBytes}] = group as [Room, ...Room[]];
    if (freeBytes >= needed) return [];
    const names = [...new Set(group.map(({name}) => name))].join(', ');
    return [
      `${path} has ${formatBytes(freeBytes)} free, and restoring ${names} takes ${formatBytes(needed)} there`,
    ];
  });
}

function groupByDevice(rooms: readonly Room[]): Map<number, Room[]> {
  const groups = new Map<number, Room[]>();
  for (const room of rooms) groups.set(room.device, [...(groups.get(room.device) ?? []), room]);
  return groups;
}
