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
