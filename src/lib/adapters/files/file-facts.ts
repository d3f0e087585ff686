import {promises as fs, type Stats} from 'node:fs';
import {dirname} from 'node:path';

import type {FileFact} from '../../domain/rules/cluster.js';
import {saysAbsent} from './absent.js';

const PERMISSION_BITS = 0o7777;

/** What files of others are; their content is not looked at. */
export interface FileFacts {
  /**
   * Undefined where nobody can tell: it may not be looked at, or its folder is not there, so that the path is most
   * likely one of another machine.
   */
  factOf(path: string): Promise<FileFact | undefined>;
}

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

async function factOf(path: string): Promise<FileFact | undefined> {
  try {
    const stats = await fs.stat(path);
    return {kind: kindOf(stats), mode: stats.mode & PERMISSION_BITS};
  } catch (error) {
    return saysAbsent(error) && (await isFolder(dirname(path))) ? {kind: 'absent'} : undefined;
  }
}

export const fileFacts: FileFacts = {factOf};
