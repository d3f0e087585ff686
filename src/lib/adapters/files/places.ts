import {promises as fs} from 'node:fs';
import {basename, dirname, join} from 'node:path';

import {systemErrorCode} from '../../errors/ops-error.js';
import {saysAbsent} from './absent.js';

/** The path without links, as far as it exists. */
export async function canonicalPath(path: string): Promise<string> {
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) return path;
    return join(await canonicalPath(dirname(path)), basename(path));
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

/** Room for data of this user on the disk where a path is, or would be. */
export async function freeBytes(path: string): Promise<number> {
  try {
    const {bavail, bsize} = await fs.statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (!saysAbsent(error) || dirname(path) === path) throw error;
    return freeBytes(dirname(path));
  }
}
