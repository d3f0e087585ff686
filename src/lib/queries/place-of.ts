import {dirname} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {Need} from '../domain/machine/room.js';

/** The nearest folder that is there, the number of its file system and the room on it. */
export async function placeOf(
  {files}: Pick<Adapters, 'files'>,
  path: string,
): Promise<Omit<Need, 'neededBytes'>> {
  const freeBytes = await files.freeBytes(path);
  for (let at = path; ; at = dirname(at)) {
    const found = await files.stampOf(at);
    if (found !== undefined || at === dirname(at)) return {path: at, device: found?.device ?? 0, freeBytes};
  }
}
