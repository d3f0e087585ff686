import {lineOf} from '../etcd-version/version.js';
import {etcdopsLine} from '../text/etcdops-line.js';
import {printable} from '../text/printable.js';
import type {SnapshotManifest} from './manifest.js';
import {restorableLines} from './restorable-lines.js';
import type {SnapshotFinding, SnapshotReport} from './snapshot-report.js';
import {countsLikeClient, type ToolStatus} from './tool-status.js';
import type {DigestVerdict} from './trailing-digest.js';

export interface SnapshotFacts {
  readonly path: string;
  readonly digest: DigestVerdict;
  /** What etcd's tool reads; not asked where the digest is wrong. */
  readonly structure?: {readonly status: ToolStatus} | {readonly problem: string};
  /** Undefined where no manifest is. */
  readonly manifest?: {readonly manifest: SnapshotManifest} | {readonly problem: string} | undefined;
  /** The etcd at hand. */
  readonly version: string;
  /** As the file has it, whatever the tool at hand tells; undefined for one of etcd before 3.6. */
  readonly storageVersion?: string | undefined;
  /** Likewise. */
  readonly authEnabled?: boolean | undefined;
  /** The user knows that it is a copied database. */
  readonly skipHashCheck: boolean;
}

const ANOTHER = 'take another one: etcdops snapshot list';

const DAMAGE = {
  wrong: 'its bytes are not those that were saved: the digest at its end does not fit',
  cut: 'its size is that of no snapshot: it was cut off or something was added',
  empty: 'it is empty',
} as const;

function judgeDigest({digest: {digest}, path, skipHashCheck}: SnapshotFacts): SnapshotFinding[] {
  if (digest === 'right') return [];
  if (digest !== 'none')
    return [{code: 'digest-wrong', severity: 'error', message: DAMAGE[digest], fix: ANOTHER}];
  const message =
    'it has no digest at its end: a copied database, or a snapshot that was cut off; writes that stood in the log alone are missing';
  if (skipHashCheck) return [{code: 'digest-missing', severity: 'warning', message}];
  const fix = `where it is a copied database: ${etcdopsLine('snapshot', 'verify', path, '--skip-hash-check', '--drill')}`;
  return [{code: 'digest-missing', severity: 'error', message, fix}];
}

function judgeStructure({structure}: SnapshotFacts): SnapshotFinding[] {
  if (structure === undefined || 'status' in structure) return [];
  const message = `etcd's own tool cannot read it: ${printable(structure.problem, 300)}`;
  return [{code: 'structure-broken', severity: 'error', message, fix: ANOTHER}];
}

/** As a client counts; undefined where the tool does not. What raised a revision before is a key to it alone. */
function keysOfFile(
  {keys}: SnapshotManifest,
  {totalKeys, storageVersion}: ToolStatus,
  {version}: SnapshotFacts,
): number | undefined {
  if (!countsLikeClient(storageVersion, version)) return undefined;
  return totalKeys - 1 === keys ? keys : totalKeys;
}

/** What the manifest and the file say differently, as words. */
function differences(manifest: SnapshotManifest, facts: SnapshotFacts): string[] {
  const {digest, structure} = facts;
  const status = structure !== undefined && 'status' in structure ? structure.status : undefined;
  const rows: readonly (readonly [string, number | string | undefined, number | string | undefined])[] = [
    ['size', manifest.sizeBytes, digest.sizeBytes],
    ['sha256', manifest.sha256, digest.sha256],
    ['revision', manifest.revision, status?.revision],
    ['number of keys', manifest.keys, status && keysOfFile(manifest, status, facts)],
  ];
  return rows.flatMap(([what, written, found]) =>
    found === undefined || written === undefined || found === written
      ? []
      : [`${what} ${found} instead of ${written}`],
  );
}

function judgeManifest(facts: SnapshotFacts): SnapshotFinding[] {
  const {manifest} = facts;
  if (manifest === undefined) {
    const message =
      'no manifest stands beside it: of which cluster it is and whether it is whole, nothing tells';
    return facts.digest.digest === 'right' ? [{code: 'manifest-missing', severity: 'info', message}] : [];
  }
  if ('problem' in manifest)
    return [
      {
        code: 'manifest-unreadable',
        severity: 'warning',
        message: `the manifest beside it ${manifest.problem}`,
      },
    ];
  const found = differences(manifest.manifest, facts);
  if (found.length === 0) return [];
  const message = `it is not the file that its manifest describes: ${found.join(', ')}`;
  return [{code: 'manifest-differs', severity: 'error', message, fix: ANOTHER}];
}

function judgeLine(origin: Pick<SnapshotReport, 'storageVersion' | 'etcdVersion'>, version: string) {
  const lines: readonly string[] = restorableLines(origin);
  if (lines.includes(lineOf(version))) return [];
  const [oldest] = lines;
  const message = `etcd ${version} cannot run on it; ${oldest === undefined ? 'a newer etcd than is known here' : `etcd ${oldest}`} can`;
  const fix = oldest === undefined ? {} : {fix: `etcdops etcd install ${oldest}`};
  return [{code: 'not-restorable-here', severity: 'warning', message, ...fix} as const];
}

function manifestOf({manifest}: SnapshotFacts): SnapshotManifest | undefined {
  return manifest !== undefined && 'manifest' in manifest ? manifest.manifest : undefined;
}

type Origin = Pick<SnapshotReport, 'storageVersion' | 'etcdVersion'>;

function originOf(
  manifest: SnapshotManifest | undefined,
  status: ToolStatus | undefined,
  written: string | undefined,
): Origin {
  const storageVersion = status?.storageVersion ?? written;
  return {
    ...(manifest === undefined ? {} : {etcdVersion: manifest.etcdVersion}),
    ...(status === undefined || storageVersion === undefined ? {} : {storageVersion}),
  };
}

/** What the tool read, and what follows from it. */
function contentsOf(
  status: ToolStatus | undefined,
  origin: Origin,
  authEnabled: boolean | undefined,
): Partial<SnapshotReport> {
  if (status === undefined) return {};
  const {revision, totalKeys} = status;
  const users = authEnabled === undefined ? {} : {authEnabled};
  return {revision, totalKeys, ...users, restorableBy: restorableLines(origin)};
}

/** What is to be said of a snapshot, from what was read of it. */
export function judgeSnapshot(facts: SnapshotFacts): SnapshotReport {
  const {path, digest, structure, version} = facts;
  const manifest = manifestOf(facts);
  const status = structure !== undefined && 'status' in structure ? structure.status : undefined;
  const origin = originOf(manifest, status, facts.storageVersion);
  const findings = [
    ...judgeDigest(facts),
    ...judgeStructure(facts),
    ...judgeManifest(facts),
    ...(status === undefined ? [] : judgeLine(origin, version)),
  ];
  return {
    path,
    sizeBytes: digest.sizeBytes,
    sha256: digest.sha256,
    hasDigest: digest.digest === 'right' || digest.digest === 'wrong',
    ...contentsOf(status, origin, facts.authEnabled),
    ...origin,
    ...(manifest === undefined ? {} : {manifest}),
    findings,
    verified: status !== undefined && findings.every(({severity}) => severity !== 'error'),
  };
}
