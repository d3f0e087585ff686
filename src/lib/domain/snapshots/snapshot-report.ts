import type {ManifestHash, SnapshotManifest} from './manifest.js';

/** What verifying can have to say; the codes are stable names. */
export type SnapshotFindingCode =
  | 'digest-wrong'
  | 'digest-missing'
  | 'structure-broken'
  | 'manifest-unreadable'
  | 'manifest-missing'
  | 'manifest-differs'
  | 'not-restorable-here'
  | 'drill-failed'
  | 'drill-differs'
  | 'drill-alarm'
  | 'drill-not-compared';

export interface SnapshotFinding {
  readonly code: SnapshotFindingCode;
  /** An error keeps the snapshot from being called verified. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** What to do, or the command to type. */
  readonly fix?: string;
}

/** What a member said that was started on the restored data. */
export interface DrillResult {
  /** Missing where users are on and none was named: from 3.6 on etcd tells a stranger nothing. */
  readonly revision?: number;
  /** At the revision of the snapshot; missing where users are on and none was named. */
  readonly keys?: number;
  readonly hash?: ManifestHash;
  /** Alarms that came with the data, as etcd names them. */
  readonly alarms: readonly string[];
  readonly authEnabled: boolean;
  /** Whether the hash of the source, from the manifest, is that of the restored data. */
  readonly hashMatches?: boolean;
  readonly restoredMs: number;
  readonly startedMs: number;
}

/** Everything that reading a snapshot file tells. Where it is broken, what could not be read is missing. */
export interface SnapshotReport {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the whole file, as sha256sum prints it. */
  readonly sha256: string;
  /** Whether the file ends with a digest of its own, as `snapshot save` writes it; a copied database has none. */
  readonly hasDigest: boolean;
  readonly revision?: number;
  /** As the tool that read it counts: see SnapshotManifest. */
  readonly totalKeys?: number;
  /** Of the etcd that it was taken from: known from the manifest alone. */
  readonly etcdVersion?: string;
  /** Of the schema; files of etcd before 3.6 have none. */
  readonly storageVersion?: string;
  /** What a restore makes has users; missing where that cannot be read. */
  readonly authEnabled?: boolean;
  readonly manifest?: SnapshotManifest;
  /** Lines of etcd that run on what a restore makes of it. */
  readonly restorableBy?: readonly string[];
  readonly drill?: DrillResult;
  readonly findings: readonly SnapshotFinding[];
  /** It was read to its end, and no finding is an error. */
  readonly verified: boolean;
}
