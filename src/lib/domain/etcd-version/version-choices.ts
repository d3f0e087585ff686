import {has} from './capabilities.js';
import {compareVersions, ETCD_LINES, lineOf, NEWEST_KNOWN} from './version.js';

export interface VersionChoice {
  readonly version: string;
  readonly isAtHand: boolean;
  readonly hasV2Proxy: boolean;
}

/** The versions to choose from: those at hand, then the newest of each line of which none is; newest first. */
export function versionChoices(atHand: readonly string[]): VersionChoice[] {
  const known = new Set(atHand);
  const lines = new Set(atHand.map(lineOf));
  const others = ETCD_LINES.filter(line => !lines.has(line)).map(line => NEWEST_KNOWN[line]);
  const newestFirst = (versions: Iterable<string>): string[] => [...versions].sort(compareVersions).reverse();
  return [...newestFirst(known), ...newestFirst(others)].map(version => ({
    version,
    isAtHand: known.has(version),
    hasV2Proxy: has(version, 'v2Proxy'),
  }));
}
