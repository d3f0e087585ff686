import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {changedMeanwhile, isSameStamp} from '../../queries/snapshots/changed-meanwhile.js';
import {verifySnapshot} from '../../queries/snapshots/verify-snapshot.js';
import type {SpecContext} from '../cluster-run.js';
import type {SnapshotStamp} from './restore-facts.js';

/** A snapshot that was verified. */
export interface VerifiedSnapshot {
  /** Absolute. */
  readonly path: string;
  /** Of the whole file. */
  readonly sha256: string;
  readonly stamp: SnapshotStamp;
}

type Stamper = {readonly adapters: Pick<SpecContext['adapters'], 'files'>};

/** Undefined where nothing is. */
async function stampNow({adapters: {files}}: Stamper, path: string): Promise<SnapshotStamp | undefined> {
  const found = await files.stampOf(path);
  if (found === undefined) return undefined;
  const {sizeBytes, modifiedMs, inode} = found;
  return {sizeBytes, modifiedMs, inode};
}

/** Before a file is read; what keeps it from being looked at is said where its bytes are. */
export function stampBefore(cluster: Stamper, path: string): Promise<SnapshotStamp | undefined> {
  return stampNow(cluster, path).catch(() => undefined);
}

/**
 * What was verified, and is restored, is the file as it was before that began.
 * @throws E_SNAPSHOT_UNREADABLE, E_SNAPSHOT_INVALID
 */
export async function unchangedStamp(
  cluster: Stamper,
  path: string,
  before: SnapshotStamp | undefined,
): Promise<SnapshotStamp> {
  const found = await stampNow(cluster, path);
  if (found === undefined) {
    throw new OpsError('E_SNAPSHOT_UNREADABLE', `${printable(path, 500)} is gone`, {
      hints: ['bring it back, then the same line again', 'or take another one: etcdops snapshot list'],
    });
  }
  if (isSameStamp(found, before)) return found;
  throw changedMeanwhile(path);
}

/**
 * The very file that was verified, or one with the same content.
 * @param hint what to do where it is neither
 * @throws E_SNAPSHOT_INVALID, E_SNAPSHOT_UNREADABLE
 */
export async function assertSameSnapshot(
  cluster: SpecContext,
  {path, sha256, stamp}: VerifiedSnapshot,
  hint: string,
): Promise<void> {
  if (isSameStamp(await stampNow(cluster, path), stamp)) return;
  const {adapters, loaded} = cluster;
  // The same bytes have the same digest, or lack it as they did.
  const options = {bin: await resolveEtcd(adapters, loaded.spec), skipHashCheck: true};
  const report = await verifySnapshot(adapters, path, options);
  if (report.sha256 === sha256) return;
  throw new OpsError(
    'E_SNAPSHOT_INVALID',
    `${printable(path, 500)} is another file than the one that was verified`,
    {hints: [hint]},
  );
}
