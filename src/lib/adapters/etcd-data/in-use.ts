import {promises as fs} from 'node:fs';

import {orAbsent} from '../files/absent.js';

/** `1: FLOCK  ADVISORY  WRITE 1234 fd:00:567 0 EOF`: device in hex, inode in decimal. */
const WRITE_LOCK = /^\d+: FLOCK +\w+ +WRITE +-?\d+ +([\da-f]+):([\da-f]+):(\d+) /;

/** As the kernel packs the two numbers of a device into the one that stat gives. */
function deviceOf(major: number, minor: number): number {
  return (minor & 0xff) + major * 0x1_00 + (minor >>> 8) * 0x10_00_00;
}

/**
 * Whether a process of this machine holds the lock that bbolt takes of a file it writes.
 * @see https://man7.org/linux/man-pages/man5/proc_locks.5.html
 */
export async function isInUse(path: string): Promise<boolean> {
  const stat = await fs.stat(path).catch(() => undefined);
  if (stat === undefined) return false;
  const table = await orAbsent('', () => fs.readFile('/proc/locks', 'utf8'));
  return table.split('\n').some(line => {
    const found = WRITE_LOCK.exec(line);
    if (found === null) return false;
    const [, major = '', minor = '', inode = ''] = found;
    return (
      Number(inode) === stat.ino &&
      deviceOf(Number.parseInt(major, 16), Number.parseInt(minor, 16)) === stat.dev
    );
  });
}
