import {dirname} from 'node:path';

import {printable} from '../text/printable.js';

/**
 * Where directories are that were put aside, in a few words: `data/infra0.replaced-RUN`, `data/NAME.replaced-RUN` for
 * several in one folder, else `….replaced-RUN`.
 * @param paths as they are to be shown
 * @param ending that all of them have, without the dot
 */
export function keptPlace(paths: readonly string[], ending: string): string {
  const [first, ...others] = paths;
  if (first === undefined) return `….${ending}`;
  if (others.length === 0) return printable(first, 500);
  const folder = dirname(first);
  const isOneFolder = others.every(path => dirname(path) === folder);
  return isOneFolder ? printable(`${folder}/NAME.${ending}`, 500) : `….${ending}`;
}
