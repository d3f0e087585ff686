import SemVer from 'semver/classes/semver.js';
import parse from 'semver/functions/parse.js';

/** The minor lines of etcd that etcdops knows, oldest first. */
export const ETCD_LINES = ['3.4', '3.5', '3.6', '3.7'] as const;
export type EtcdLine = (typeof ETCD_LINES)[number];

/**
 * The newest release of each line when this version of etcdops was made; what `3.7` and `latest` mean for a
 * source that has no list of its own.
 * @see https://github.com/etcd-io/etcd/tree/main/CHANGELOG
 */
export const NEWEST_KNOWN: Readonly<Record<EtcdLine, string>> = {
  '3.4': '3.4.45',
  '3.5': '3.5.35',
  '3.6': '3.6.16',
  '3.7': '3.7.3',
};

export const NEWEST_LINE: EtcdLine = '3.7';

const knownVersions = new Map<string, SemVer>();

/** The same few versions are compared for every setting of every node. */
function semVerOf(version: string): SemVer {
  const known = knownVersions.get(version);
  if (known !== undefined) return known;
  const parsed = new SemVer(version);
  knownVersions.set(version, parsed);
  return parsed;
}

/** Negative, zero or positive, as `Array.sort` wants it. Both are full versions such as `3.5.12`. */
export function compareVersions(a: string, b: string): number {
  return semVerOf(a).compare(semVerOf(b));
}

/** `3.5.12` → `3.5`. */
export function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

export function isKnownLine(line: string): line is EtcdLine {
  return (ETCD_LINES as readonly string[]).includes(line);
}

/** The release as which configurations of `version` are read: itself, or the nearest one that is known. */
export function nearestKnown(version: string): string {
  if (isKnownLine(lineOf(version))) return version;
  const [oldest] = ETCD_LINES;
  return NEWEST_KNOWN[compareVersions(version, `${oldest}.0`) < 0 ? oldest : NEWEST_LINE];
}

/** A full version without a leading `v`, or undefined where the text is none. */
export function parseVersion(text: string): string | undefined {
  return parse(text.trim().replace(/^v/, ''))?.version;
}

/** What a user may ask for: one release, the newest of a line, or the newest of all. */
export type VersionRequest =
  | {readonly kind: 'exact'; readonly version: string}
  | {readonly kind: 'line'; readonly line: string}
  | {readonly kind: 'latest'};

/** `3.7.3`, `v3.7.3`, `3.7` or `latest`; undefined for anything else. */
export function parseVersionRequest(text: string): VersionRequest | undefined {
  const plain = text.trim().replace(/^v(?=\d)/, '');
  if (plain === 'latest') return {kind: 'latest'};
  if (/^\d+\.\d+$/.test(plain)) return {kind: 'line', line: plain};
  const version = parseVersion(plain);
  return version === undefined ? undefined : {kind: 'exact', version};
}

/** The newest of `versions` that meets the request; pre-releases only where asked for exactly. */
export function pickVersion(request: VersionRequest, versions: readonly string[]): string | undefined {
  if (request.kind === 'exact') return versions.find(version => version === request.version);
  const candidates = versions.filter(
    version => !version.includes('-') && (request.kind === 'latest' || lineOf(version) === request.line),
  );
  return candidates.sort(compareVersions).at(-1);
}
