import {upstreamVersion} from '../../domain/etcd-version/debian-version.js';
import {parseVersion} from '../../domain/etcd-version/version.js';
import {maskCredentials} from '../../domain/etcd-version/shown-url.js';

/** The versions of each module in the output of `go list -m -versions MODULE…`: one module and its versions a line. */
export function parseModuleVersions(stdout: string): ReadonlyMap<string, readonly string[]> {
  const rows = stdout.split('\n').map(line => line.trim().split(/\s+/));
  return new Map(
    rows
      .filter(([module]) => module !== undefined && module.includes('/'))
      .map(([module, ...versions]) => [module!, versions.flatMap(version => parseVersion(version) ?? [])]),
  );
}

/** `go1.26.8` → `{major: 1, minor: 26}`; undefined for a development version. */
export function parseGoVersion(text: string): {major: number; minor: number} | undefined {
  const match = /^go(\d+)\.(\d+)/.exec(text.trim());
  return match === null ? undefined : {major: Number(match[1]), minor: Number(match[2])};
}

/** A release of etcd that a package repository has, under its own version. */
export interface PackagedVersion {
  readonly version: string;
  readonly packageVersion: string;
}

/** The packages in the output of `apt-cache madison` (`name | version | where`) by name, newest first as apt sorts. */
export function parseMadison(stdout: string): ReadonlyMap<string, readonly PackagedVersion[]> {
  const found = new Map<string, PackagedVersion[]>();
  for (const line of stdout.split('\n')) {
    const [name, packageVersion, where] = line.split('|').map(part => part.trim());
    if (
      name === undefined ||
      packageVersion === undefined ||
      where === undefined ||
      where.endsWith(' Sources')
    )
      continue;
    const version = upstreamVersion(packageVersion);
    if (version !== undefined) found.set(name, [...(found.get(name) ?? []), {version, packageVersion}]);
  }
  return found;
}

const MAX_REASON_LENGTH = 300;

/** The line of a tool's stderr that says what is wrong, by the marks that go and apt put on it. */
export function failureReason(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^(?:W: |go: (?:downloading|added|upgraded|finding) )/.test(line));
  const line = lines.find(text => /^(?:E: |go: )/.test(text)) ?? lines[0] ?? 'it says nothing';
  return maskCredentials(line.replace(/^(?:E: |go: )/, '')).slice(0, MAX_REASON_LENGTH);
}

/** What `apt-get update` warns of when it ends well without a list: the first one that it did not get, and why. */
export function updateFailure(stderr: string): string | undefined {
  const match = /^[WE]: Failed to fetch (\S+)\s+(.+)$/m.exec(stderr);
  return match === null ? undefined : maskCredentials(`${match[1]}: ${match[2]}`).slice(0, MAX_REASON_LENGTH);
}
