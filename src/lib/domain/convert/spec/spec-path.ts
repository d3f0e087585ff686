import {posix} from 'node:path';

import type {Source} from '../conversion.js';

/** Below the folder of the spec a path is relative there. */
export function specPath(path: string, {workingDirectory}: Source, specFolder: string): string {
  const absolute = posix.resolve(workingDirectory, path);
  const below = posix.relative(specFolder, absolute);
  return below === '' || below.startsWith('..') || posix.isAbsolute(below) ? absolute : below;
}
