import {has} from './capabilities.js';
import {compareVersions, isKnownLine, lineOf, type VersionRequest} from './version.js';

/** Where etcd binaries can come from, in the order in which `auto` tries them. */
export const ETCD_SOURCE_NAMES = ['release', 'go', 'debian'] as const;
export type EtcdSourceName = (typeof ETCD_SOURCE_NAMES)[number];
export type EtcdSourceChoice = 'auto' | EtcdSourceName;

/** One version of etcd in the cache. */
export interface CachedEtcd {
  readonly version: string;
  readonly binDir: string;
  /** Where it came from; `unknown` where its record is missing. */
  readonly source: EtcdSourceName | 'unknown';
}

export interface InstalledEtcd extends CachedEtcd {
  /** `planned` only with `--dry-run`: the source has it, and nothing was fetched. */
  readonly outcome: 'installed' | 'already-there' | 'planned';
}

export interface InstallResult {
  readonly installed: readonly InstalledEtcd[];
  /** All that the cache holds afterwards. */
  readonly versions: readonly CachedEtcd[];
}

/** The programs that belong to a version. */
export function binaryNames(version: string): string[] {
  return has(version, 'etcdutl') ? ['etcd', 'etcdctl', 'etcdutl'] : ['etcd', 'etcdctl'];
}

/**
 * Those of the versions that meet the request, newest first. `latest` is the newest of the lines that etcdops knows:
 * a line that came after it may have other flags. A pre-release only where asked for exactly.
 */
export function matchingVersions(request: VersionRequest, versions: readonly string[]): string[] {
  if (request.kind === 'exact') return versions.filter(version => version === request.version).slice(0, 1);
  const inLine = (line: string): boolean =>
    request.kind === 'line' ? line === request.line : isKnownLine(line);
  return [...new Set(versions)]
    .filter(version => !version.includes('-') && inLine(lineOf(version)))
    .sort(compareVersions)
    .reverse();
}

/** The request as the user would write it. */
export function requestText(request: VersionRequest): string {
  if (request.kind === 'latest') return 'latest';
  return request.kind === 'line' ? request.line : request.version;
}

/** Of the versions that can be had, the one that comes nearest to the one that cannot. */
export function nearestVersion(request: VersionRequest, versions: readonly string[]): string | undefined {
  const newestFirst = matchingVersions({kind: 'latest'}, versions);
  const line = request.kind === 'exact' ? lineOf(request.version) : requestText(request);
  return newestFirst.find(version => lineOf(version) === line) ?? newestFirst[0];
}
