import {promises as fs, type Stats} from 'node:fs';
import {dirname} from 'node:path';

import type {FileFact} from '../../domain/rules/cluster.js';
import {systemErrorCode} from '../../errors/ops-error.js';
import {saysAbsent} from './absent.js';

const PERMISSION_BITS = 0o7777;

function kindOf(stats: Stats): FileFact['kind'] {
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'folder' : 'other';
}

async function isFolder(path: string): Promise<boolean> {
  return fs.stat(path).then(
    stats => stats.isDirectory(),
    () => false,
  );
}

/**
 * What a file of somebody else is; its content is not looked at. Undefined where nobody can tell: it may not be looked
 * at, or its folder is not there, so that the path is most likely one of another machine.
 */
export async function factOfFile(path: string): Promise<FileFact | undefined> {
  try {
    const stats = await fs.stat(path);
    return {kind: kindOf(stats), mode: stats.mode & PERMISSION_BITS};
  } catch (error) {
    if (systemErrorCode(error) === 'ENOTDIR') return {kind: 'absent', isBelowFile: true};
    return saysAbsent(error) && (await isFolder(dirname(path))) ? {kind: 'absent'} : undefined;
  }
}
