import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import {binaryNames, type CachedEtcd, ETCD_SOURCE_NAMES} from '../domain/etcd-version/install.js';
import {compareVersions} from '../domain/etcd-version/version.js';
import {errorMessage} from '../errors/ops-error.js';

export type CacheReader = Pick<Adapters, 'binaries' | 'files' | 'progress'>;

/** The record that an installation leaves beside the programs. */
const SOURCE_FILE = 'source.json';
const MAX_RECORD_BYTES = 64 * 1024;

/** A record that is missing or damaged costs nothing but the knowledge where the programs came from. */
async function readSource({files}: CacheReader, dir: string): Promise<CachedEtcd['source']> {
  try {
    const record: unknown = JSON.parse(
      (await files.readText(join(dir, SOURCE_FILE), MAX_RECORD_BYTES)) ?? 'null',
    );
    const {source} = (record ?? {}) as {source?: unknown};
    return ETCD_SOURCE_NAMES.find(name => name === source) ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/** What keeps a folder of the cache from being used as the version that it is named after. */
async function problemOf({binaries, files}: CacheReader, version: string): Promise<string | undefined> {
  const dir = binaries.cacheDir(version);
  for (const name of binaryNames(version))
    if (!(await files.exists(join(dir, name)))) return `it has no ${name}`;
  try {
    const found = await binaries.inspect(dir);
    return found.version === version ? undefined : `its etcd is ${found.version}`;
  } catch (error) {
    return errorMessage(error);
  }
}

/** The cache's etcd of exactly this version, if it is whole. */
export async function findCached(reader: CacheReader, version: string): Promise<CachedEtcd | undefined> {
  const binDir = reader.binaries.cacheDir(version);
  if (!(await reader.files.exists(binDir)) || (await problemOf(reader, version)) !== undefined)
    return undefined;
  return {version, binDir, source: await readSource(reader, binDir)};
}

/** All versions of etcd that the cache holds, newest first. A folder that cannot be used is said and left out. */
export async function listEtcd(reader: CacheReader): Promise<{versions: CachedEtcd[]}> {
  const names = (await reader.binaries.cachedVersions()).sort(compareVersions).reverse();
  const versions: CachedEtcd[] = [];
  for (const version of names) {
    const problem = await problemOf(reader, version);
    const binDir = reader.binaries.cacheDir(version);
    if (problem === undefined) versions.push({version, binDir, source: await readSource(reader, binDir)});
    else
      reader.progress.warn(
        `the etcd ${version} in the cache cannot be used: ${problem} (etcdops etcd install ${version})`,
      );
  }
  return {versions};
}
