import {accessSync, constants, readdirSync} from 'node:fs';
import {homedir} from 'node:os';
import {isAbsolute, join} from 'node:path';

import {compareVersions, lineOf} from '../../src/lib/domain/etcd-version/version.js';

/** The lines of etcd that tests run against. */
export const ETCD_TEST_LINES = ['3.4', '3.5', '3.6', '3.7'] as const;
export type EtcdTestLine = (typeof ETCD_TEST_LINES)[number];

function cacheRoot(): string {
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'etcdops', 'etcd');
}

function cachedVersions(): string[] {
  try {
    return readdirSync(cacheRoot()).filter(name => /^\d+\.\d+\.\d+$/.test(name));
  } catch {
    // No cache yet: the same as an empty one.
    return [];
  }
}

function isComplete(version: string): boolean {
  try {
    for (const tool of ['etcd', 'etcdctl']) accessSync(join(cacheRoot(), version, tool), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The newest full version of a line in the cache of etcdops. Throws where there is none: a test never skips. */
export function etcdVersion(line: EtcdTestLine): string {
  const found = cachedVersions()
    .filter(version => lineOf(version) === line && isComplete(version))
    .sort(compareVersions)
    .at(-1);
  if (found !== undefined) return found;
  throw new Error(`no etcd ${line} in ${cacheRoot()}; get it with: node bin/run.js etcd install ${line}`);
}

/** The folder with etcd, etcdctl and (3.5 and later) etcdutl of the newest cached version of a line. */
export function etcdBinDir(line: EtcdTestLine): string {
  return join(cacheRoot(), etcdVersion(line));
}
