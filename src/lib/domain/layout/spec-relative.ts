import {isAbsolute, relative} from 'node:path';

/** Below the folder of the spec a path is relative to it; anywhere else it stays as it is. Both absolute. */
export function specRelative(folder: string, path: string): string {
  const below = relative(folder, path);
  if (below === '') return '.';
  return below === '..' || below.startsWith('../') || isAbsolute(below) ? path : below;
}

/** Keys of results under which the path of a file or folder stands. */
const PATH_KEYS: ReadonlySet<string> = new Set([
  'config',
  'dataDir',
  'dir',
  'folder',
  'manifestPath',
  'path',
  'trash',
  'walDir',
]);

/**
 * A result as scripts get it: its paths are relative to the folder of the spec.
 * @param folder absolute; undefined where there is no spec: then they stay absolute
 */
export function withSpecPaths<T>(folder: string | undefined, result: T): T {
  if (folder === undefined) return result;
  const walk = (value: unknown, key?: string): unknown => {
    if (typeof value === 'string')
      return key !== undefined && PATH_KEYS.has(key) && isAbsolute(value)
        ? specRelative(folder, value)
        : value;
    if (Array.isArray(value)) return value.map(item => walk(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]));
  };
  return walk(result) as T;
}
