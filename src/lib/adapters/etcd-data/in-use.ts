import {constants, promises as fs} from 'node:fs';
import {join} from 'node:path';

import {orAbsent} from '../files/absent.js';

/** A lock as bbolt takes one of a file that it writes. */
export interface WriteLock {
  /** Of who took it; none of ours where it is not positive. */
  readonly pid: number;
  /** `major:minor` of the file system, in decimal. */
  readonly device: string;
  readonly inode: number;
}

/** `1: FLOCK  ADVISORY  WRITE 1234 fd:00:567 0 EOF`: device in hex, inode in decimal. */
const WRITE_LOCK = /^\d+: FLOCK +\w+ +WRITE +(-?\d+) +([\da-f]+):([\da-f]+):(\d+) /;

/**
 * The locks in `/proc/locks` that keep others from a file; who only waits for one has none.
 * @see https://man7.org/linux/man-pages/man5/proc_locks.5.html
 */
export function writeLocksIn(table: string): WriteLock[] {
  return table.split('\n').flatMap(line => {
    const [, pid, major = '', minor = '', inode] = WRITE_LOCK.exec(line) ?? [];
    const device = `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`;
    return pid === undefined ? [] : [{pid: Number(pid), device, inode: Number(inode)}];
  });
}

/** As the kernel packs the two numbers of a device into the one that stat gives. */
function deviceOf(packed: number): string {
  const [high, low] = [Math.floor(packed / 0x10_00_00), packed % 0x10_00_00];
  return `${low >>> 8}:${(high << 8) | (low & 0xff)}`;
}

/** `mnt_id:	64` */
const MOUNT_ID = /^mnt_id:\s+(\d+)$/m;

/**
 * The number of the file system on which a file is that is open, as the table of mounts has it; undefined where the system
 * does not tell.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
async function mountedDevice(descriptor: number): Promise<string | undefined> {
  const [info, mounts] = await Promise.all(
    [`fdinfo/${descriptor}`, 'mountinfo'].map(name =>
      orAbsent('', () => fs.readFile(`/proc/self/${name}`, 'utf8')),
    ),
  );
  const id = MOUNT_ID.exec(info!)?.[1];
  const line = mounts!.split('\n').find(text => text.startsWith(`${id} `));
  return line?.split(' ')[2];
}

interface FileOnDisk {
  readonly inode: number;
  /** As stat packs it. */
  readonly packed: number;
  /** Of the whole file system. On btrfs it is another one than stat tells, which is that of the subvolume. */
  readonly mounted: string | undefined;
}

async function fileAt(path: string): Promise<FileOnDisk> {
  const {ino: inode, dev: packed} = await fs.stat(path);
  // O_NONBLOCK: a FIFO without a writer would hang the open for ever.
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (handle === undefined) return {inode, packed, mounted: undefined};
  try {
    return {inode, packed, mounted: await mountedDevice(handle.fd)};
  } finally {
    await handle.close();
  }
}

/** Whether a process has the file open; also where that cannot be told. */
async function mayHaveOpen(pid: number, {inode, packed}: FileOnDisk): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const names = await fs.readdir(folder).catch(() => undefined);
  if (names === undefined) return true;
  const open = await Promise.all(names.map(name => fs.stat(join(folder, name)).catch(() => undefined)));
  return open.some(stat => stat?.ino === inode && stat.dev === packed);
}

/** Whether a process of this machine holds the lock that bbolt takes of a file it writes. */
export async function isInUse(path: string): Promise<boolean> {
  const file = await fileAt(path).catch(() => undefined);
  if (file === undefined) return false;
  const table = await orAbsent('', () => fs.readFile('/proc/locks', 'utf8'));
  const locks = writeLocksIn(table).filter(({inode}) => inode === file.inode);
  if (locks.some(({device}) => device === deviceOf(file.packed))) return true;
  // A snapshot of a subvolume has the numbers of what it is a copy of: only who has the file open can tell.
  const others = locks.filter(({device}) => device === file.mounted);
  return (await Promise.all(others.map(({pid}) => mayHaveOpen(pid, file)))).some(Boolean);
}
