/** A member of the source cluster at the time of the snapshot; ids are lower-case hex. */
export interface ManifestMember {
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

/** etcd's own checksum over the keys up to a revision, as `endpoint hashkv --rev` prints it. */
export interface ManifestHash {
  readonly hash: number;
  readonly revision: number;
  /** The hash covers what is not compacted: two of them compare only where this is the same. */
  readonly compactRevision: number;
}

/** What is known of a snapshot beside the file itself; written when it is saved. */
export interface SnapshotManifest {
  readonly schemaVersion: 1;
  readonly cluster: string;
  readonly clusterId: string;
  readonly members: readonly ManifestMember[];
  /** Name of the member that it was taken from. */
  readonly from: string;
  /** False where no quorum answered: the newest writes may be missing. */
  readonly hadQuorum: boolean;
  readonly revision: number;
  /** As the tool of `etcdVersion` counts: to 3.5 every entry of the file, from 3.6 on the keys of the user. */
  readonly totalKeys: number;
  /** As a client of the source counted them at that revision; missing where it did not tell. */
  readonly keys?: number;
  /** Missing where a compaction came between, or the member did not tell. */
  readonly hashKv?: ManifestHash;
  /** The cluster had users, and so has what a restore makes; missing where it is not known. */
  readonly authEnabled?: boolean;
  readonly etcdVersion: string;
  /** Of the schema, which the file holds from 3.6 on. */
  readonly storageVersion?: string;
  readonly sizeBytes: number;
  /** Of the whole file, as sha256sum prints it. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  /** Likewise: since when it is in the trash. */
  readonly trashedAt?: string;
}

const SUFFIX = '.manifest.json';
/** A manifest names every member; a cluster has a handful. */
export const MAX_MANIFEST_BYTES = 256 * 1024;

/** Beside `PATH` stands `PATH.manifest.json`. */
export function manifestPathOf(snapshotPath: string): string {
  return `${snapshotPath}${SUFFIX}`;
}

/** What a manifest belongs to, by its name. */
export function snapshotOf(manifestPath: string): string {
  return manifestPath.slice(0, -SUFFIX.length);
}

/** Those among the names of a folder that are manifests. */
export function manifestsIn(names: readonly string[]): string[] {
  return names.filter(name => name.endsWith(SUFFIX));
}

/** Those among the names of a folder beside which there is no snapshot. */
export function strayManifests(names: readonly string[]): string[] {
  return manifestsIn(names).filter(name => !names.includes(snapshotOf(name)));
}

export function formatManifest(manifest: SnapshotManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1024;
}

function matches(pattern: RegExp): Check {
  return value => typeof value === 'string' && pattern.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length <= 100 && value.every(isText);
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function optional(check: Check): Check {
  return value => value === undefined || check(value);
}

/** The name of the first key whose value is not as it should be. Keys beside them are of a newer etcdops. */
function firstWrong(record: Json, checks: Readonly<Record<string, Check>>): string | undefined {
  return Object.entries(checks).find(([key, check]) => !check(record[key]))?.[0];
}

function record(checks: Readonly<Record<string, Check>>): Check {
  return value => isRecord(value) && firstWrong(value, checks) === undefined;
}

const isId = matches(/^[\da-f]{1,16}$/);
const isVersion = matches(/^\d{1,4}\.\d{1,4}\.\d{1,6}(?:-[\w.]{1,40})?$/);

const MEMBER: Readonly<Record<string, Check>> = {
  id: isId,
  // Empty until the member has started for the first time.
  name: value => value === '' || isText(value),
  peerUrls: isTexts,
  clientUrls: isTexts,
  isLearner: isBoolean,
};

const isTime: Check = value =>
  matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/)(value) &&
  !Number.isNaN(Date.parse(value as string));

const MANIFEST: Readonly<Record<string, Check>> = {
  cluster: isText,
  clusterId: isId,
  members: value => Array.isArray(value) && value.length <= 1000 && value.every(record(MEMBER)),
  from: isText,
  hadQuorum: isBoolean,
  revision: isCount,
  totalKeys: isCount,
  keys: optional(isCount),
  hashKv: optional(
    record({
      hash: value => isCount(value) && (value as number) <= 0xff_ff_ff_ff,
      revision: isCount,
      compactRevision: value => isCount(value) || value === -1,
    }),
  ),
  authEnabled: optional(isBoolean),
  etcdVersion: isVersion,
  storageVersion: optional(isVersion),
  sizeBytes: isCount,
  sha256: matches(/^[\da-f]{64}$/),
  savedAt: isTime,
  trashedAt: optional(isTime),
};

/** The manifest in a text that anybody may have written, or what is wrong with it in words. */
export function parseManifest(
  text: string,
): {readonly manifest: SnapshotManifest} | {readonly problem: string} {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {problem: 'is not JSON'};
  }
  if (!isRecord(value)) return {problem: 'is not a JSON object'};
  const version = value['schemaVersion'];
  if (isCount(version) && (version as number) > 1)
    return {problem: `has the schemaVersion ${String(version)}: a newer etcdops wrote it`};
  if (version !== 1) return {problem: 'has another schemaVersion than 1'};
  const wrong = firstWrong(value, MANIFEST);
  if (wrong !== undefined) return {problem: `has no usable value for ${wrong}`};
  return {manifest: value as unknown as SnapshotManifest};
}
