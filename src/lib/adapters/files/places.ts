import {constants, promises as fs} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';

import type {DeadLink} from '../../domain/layout/aside.js';
import {systemErrorCode} from '../../errors/ops-error.js';
import {orAbsent, saysAbsent} from './absent.js';
import {readError} from './file-errors.js';

/** The path without links, as far as it exists. */
export async function canonicalPath(path: string): Promise<string> {
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) return path;
    return join(await canonicalPath(dirname(path)), basename(path));
  }
}

/** The link that leads to nothing where a path is, or on the way there. */
export async function deadLinkOf(path: string): Promise<DeadLink | undefined> {
  for (let at = path; ; at = dirname(at)) {
    const found = await orAbsent(undefined, () => fs.lstat(at)).catch((error: unknown) => {
      throw readError(at, error);
    });
    if (found !== undefined) {
      if (!found.isSymbolicLink() || (await stampOf(at)) !== undefined) return undefined;
      return {path: at, target: resolve(dirname(at), await fs.readlink(at))};
    }
    if (at === dirname(at)) return undefined;
  }
}

/** What a path leads to, so that it is known again, and which file system it is on. */
export interface PathStamp {
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  /** Since the epoch, with fractions. */
  readonly modifiedMs: number;
  readonly inode: number;
  /** The number of the file system. */
  readonly device: number;
}

/** Undefined where nothing is. */
export async function stampOf(path: string): Promise<PathStamp | undefined> {
  try {
    const stats = await fs.stat(path);
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
    return {kind, sizeBytes: stats.size, modifiedMs: stats.mtimeMs, inode: stats.ino, device: stats.dev};
  } catch (error) {
    if (saysAbsent(error)) return undefined;
    throw error;
  }
}

/**
 * Where file systems are mounted, or folders of them: absolute paths without links. None where the system does not tell.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export async function mountPoints(): Promise<string[]> {
  const table = await orAbsent('', () => fs.readFile('/proc/self/mountinfo', 'utf8'));
  return table.split('\n').flatMap(line => {
    const path = line.split(' ')[4];
    if (path === undefined) return [];
    return [
      path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    ];
  });
}

/** Room for data of this user on the disk where a path is, or would be. */
export async function freeBytes(path: string): Promise<number> {
  try {
    const {bavail, bsize} = await fs.statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (!saysAbsent(error) || dirname(path) === path) throw readError(path, error);
    return freeBytes(dirname(path));
  }
}

/** A folder in which nothing can be made, and the code of the system that says why. */
export interface LockedPlace {
  readonly folder: string;
  readonly code: string;
}

/** Of a path that may have to be made first, the nearest folder that is there; undefined where all can be made. */
export async function writeProblem(path: string): Promise<LockedPlace | undefined> {
  try {
    await fs.access(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    if (saysAbsent(error) && dirname(path) !== path) return writeProblem(dirname(path));
    return {folder: path, code: systemErrorCode(error) ?? 'EIO'};
  }
}
