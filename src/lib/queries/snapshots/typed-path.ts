import {isAbsolute, join, resolve} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';

/**
 * What a path that was typed names: from the working directory, or where nothing is there, from the folder of the spec,
 * from which the paths count that scripts are told.
 * @param folder of the spec, absolute; undefined where there is none
 * @returns absolute
 */
export async function typedPath(
  {cwd, files}: Pick<Adapters, 'cwd' | 'files'>,
  folder: string | undefined,
  typed: string,
): Promise<string> {
  const here = resolve(cwd, typed);
  if (folder === undefined || isAbsolute(typed)) return here;
  const there = join(folder, typed);
  // What may not be looked at is there, and whoever reads it is told.
  if (await files.exists(here).catch(() => true)) return here;
  return (await files.exists(there).catch(() => false)) ? there : here;
}
