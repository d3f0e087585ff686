import type {Adapters} from '../adapters/adapters.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {
  compareVersions,
  lineOf,
  parseVersionRequest,
  pickVersion,
  type VersionRequest,
} from '../domain/etcd-version/version.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';

export type BinaryFinder = Pick<Adapters, 'binaries' | 'progress'> & {
  readonly etcdBinDirFlag: string | undefined;
};

/** `3.7`, `3.7.3`, `latest`; anything else is a wrong flag. */
export function requireVersionRequest(text: string): VersionRequest {
  const request = parseVersionRequest(text);
  if (request !== undefined) return request;
  throw new OpsError('E_USAGE', `"${text}" is not an etcd version`, {
    hints: ['write for example 3.7, 3.7.3 or latest'],
  });
}

function requestText(request: VersionRequest): string {
  if (request.kind === 'latest') return 'latest';
  return request.kind === 'line' ? request.line : request.version;
}

function meets(request: VersionRequest, version: string): boolean {
  return pickVersion(request, [version]) !== undefined;
}

/** The first folder on PATH whose etcd meets the request. One that cannot be used is passed over. */
async function findOnPath(
  finder: BinaryFinder,
  wanted: (version: string) => boolean,
): Promise<EtcdBinDir | undefined> {
  for (const dir of await finder.binaries.onPath()) {
    const found = await finder.binaries.inspect(dir).catch((error: unknown) => {
      finder.progress.warn(error instanceof Error ? error.message : String(error));
      return undefined;
    });
    if (found !== undefined && wanted(found.version)) return found;
  }
  return undefined;
}

async function findInCache(
  finder: BinaryFinder,
  wanted: (version: string) => boolean,
): Promise<EtcdBinDir | undefined> {
  const versions = (await finder.binaries.cachedVersions()).filter(wanted).sort(compareVersions).reverse();
  for (const version of versions) {
    const found = await finder.binaries.inspect(finder.binaries.cacheDir(version)).catch(() => undefined);
    // The name of a cache folder is a claim; the binary itself decides.
    if (found !== undefined && wanted(found.version)) return found;
  }
  return undefined;
}

/**
 * The etcd at hand for a new cluster: the folder given by flag, else the newest one in the cache that meets the
 * request, else PATH's. Undefined where there is none.
 * @param acceptable further limits, such as "has the v2 proxy"
 */
export async function findEtcd(
  finder: BinaryFinder,
  request: VersionRequest | undefined,
  acceptable: (version: string) => boolean,
): Promise<EtcdBinDir | undefined> {
  const wanted = (version: string): boolean =>
    acceptable(version) && (request === undefined || request.kind === 'latest' || meets(request, version));
  if (finder.etcdBinDirFlag === undefined)
    return (await findInCache(finder, wanted)) ?? (await findOnPath(finder, wanted));
  const given = await finder.binaries.inspect(finder.etcdBinDirFlag);
  if (request !== undefined && request.kind !== 'latest' && !meets(request, given.version)) {
    throw new OpsError(
      'E_USAGE',
      `--etcd-bin-dir holds etcd ${given.version}, but --etcd-version asks for ${requestText(request)}`,
      {
        hints: ['leave one of the two flags out'],
      },
    );
  }
  return wanted(given.version) ? given : undefined;
}

function notThere(version: string): OpsError {
  return new OpsError('E_ETCD_BINARY', `etcd ${version} is neither in the cache nor on PATH`, {
    hints: [`etcdops etcd install ${version}`, 'or name its folder: --etcd-bin-dir DIR'],
  });
}

/** A flag may point at another patch release (it is said), never at another minor line. */
async function fromFlag(finder: BinaryFinder, dir: string, version: string): Promise<EtcdBinDir> {
  const found = await finder.binaries.inspect(dir);
  if (lineOf(found.version) !== lineOf(version)) {
    throw new OpsError(
      'E_PREFLIGHT',
      `--etcd-bin-dir holds etcd ${found.version}, but the spec says ${version}`,
      {
        hints: [`name a folder with etcd ${version}, or leave the flag out`],
      },
    );
  }
  if (found.version !== version)
    finder.progress.warn(`using etcd ${found.version}; the spec says ${version}`);
  return found;
}

/**
 * The binaries to run a cluster with: flag, the folder that the spec names, the cache, PATH; each only with the
 * version of the spec.
 * @throws E_ETCD_BINARY, E_PREFLIGHT
 */
export async function resolveEtcd(finder: BinaryFinder, spec: ClusterSpec): Promise<EtcdBinDir> {
  const {version, binDir} = spec.etcd;
  if (finder.etcdBinDirFlag !== undefined) return fromFlag(finder, finder.etcdBinDirFlag, version);
  const same = (found: string): boolean => found === version;
  if (binDir !== undefined) {
    const found = await finder.binaries.inspect(binDir).catch(() => undefined);
    if (found !== undefined && same(found.version)) return found;
    finder.progress.warn(
      `${binDir} (etcd.binDir of the spec) holds ${found === undefined ? 'no usable etcd' : `etcd ${found.version}`}`,
    );
  }
  const found = (await findInCache(finder, same)) ?? (await findOnPath(finder, same));
  if (found === undefined) throw notThere(version);
  return found;
}
