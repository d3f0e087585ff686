import {shortPlaces, type Need} from '../machine/room.js';
import {formatBytes} from '../text/bytes.js';

/** Where a member is restored to. */
export interface Room extends Need {
  readonly name: string;
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
  return shortPlaces(rooms).map(({path, freeBytes, neededBytes, needs}) => {
    const names = [...new Set(needs.map(({name}) => name))].join(', ');
    return `${path} has ${formatBytes(freeBytes)} free, and restoring ${names} takes ${formatBytes(neededBytes)} there`;
  });
}
