import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import type {SnapshotReport} from '../../domain/snapshots/snapshot-report.js';

export type SnapshotReader = Pick<Adapters, 'cwd' | 'env' | 'files' | 'progress' | 'runner' | 'signal'>;

export interface VerifyOptions {
  /** Whose etcdutl (3.4: etcdctl) reads the structure. */
  readonly bin: EtcdBinDir;
}

/**
 * Reads the whole file once: digest, structure, and what the manifest beside it says. A damaged file is a report with
 * findings; one that is missing or no file throws E_SNAPSHOT_UNREADABLE.
 */
export async function verifySnapshot(
  _reader: SnapshotReader,
  path: string,
  _options: VerifyOptions,
): Promise<SnapshotReport> {
  throw new Error(`not yet: ${path}`);
}
