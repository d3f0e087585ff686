import {basename} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {PathStamp} from '../../adapters/files/places.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import {judgeSnapshot} from '../../domain/snapshots/judge-snapshot.js';
import {
  manifestPathOf,
  MAX_MANIFEST_BYTES,
  parseManifest,
  type SnapshotManifest,
} from '../../domain/snapshots/manifest.js';
import type {SnapshotReport} from '../../domain/snapshots/snapshot-report.js';
import type {DigestVerdict} from '../../domain/snapshots/trailing-digest.js';
import {formatBytes} from '../../domain/text/bytes.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import {assertUnchanged} from './changed-meanwhile.js';
import {readStructure, type ReadStructure} from './read-structure.js';
import {typedPath} from './typed-path.js';

export type SnapshotReader = Pick<
  Adapters,
  'cwd' | 'env' | 'etcdData' | 'files' | 'progress' | 'runner' | 'signal' | 'snapshotFiles'
>;

export interface VerifyOptions {
  /** Whose etcdutl (3.4: etcdctl) reads the structure. */
  readonly bin: EtcdBinDir;
  /** For a copied database, which has no digest: that it is missing is a warning then. */
  readonly skipHashCheck?: boolean;
  /** Absolute: there a relative path is looked for that leads nowhere from the working directory. */
  readonly specFolder?: string | undefined;
}

export type ReadManifest = {readonly manifest: SnapshotManifest} | {readonly problem: string};

/** The manifest beside a snapshot; undefined where none is. */
export async function readManifest(
  {files}: Pick<Adapters, 'files'>,
  path: string,
): Promise<ReadManifest | undefined> {
  try {
    const text = await files.readText(manifestPathOf(path), MAX_MANIFEST_BYTES);
    return text === undefined ? undefined : parseManifest(text);
  } catch (error) {
    // Also what a failing disk says: it is one of many, and the snapshot may be good.
    if (error instanceof OpsError || systemErrorCode(error) !== undefined)
      return {problem: `cannot be read: ${errorMessage(error)}`};
    throw error;
  }
}

/** How often progress is told. */
const STEP_BYTES = 32 * 1024 * 1024;

/** It changes while it is read, and etcd's tool would wait for the member to end. */
function usedByMember(path: string): OpsError {
  return new OpsError(
    'E_SNAPSHOT_UNREADABLE',
    `${printable(path, 500)} is the database of a member that runs`,
    {hints: ['etcdops snapshot save takes a snapshot of a cluster that runs']},
  );
}

/** Undefined of what is no file. */
function beginStructure(
  reader: SnapshotReader,
  {bin, path, stamp, stop}: {bin: EtcdBinDir; path: string; stamp: PathStamp | undefined; stop: AbortSignal},
): Promise<ReadStructure> | undefined {
  if (stamp?.kind !== 'file') return undefined;
  const signal = AbortSignal.any([reader.signal, stop]);
  const reading = readStructure({...reader, signal}, {bin, path, sizeBytes: stamp.sizeBytes});
  // Whoever awaits it sees a failure; until then nobody does.
  reading.catch(() => undefined);
  return reading;
}

function readDigest({progress, signal, snapshotFiles}: SnapshotReader, file: string): Promise<DigestVerdict> {
  const name = printable(basename(file));
  let told = 0;
  return snapshotFiles.readDigest(file, {
    signal,
    onProgress(readBytes, totalBytes) {
      if (readBytes < told + STEP_BYTES) return;
      told = readBytes;
      progress.update(`Reading ${name} (${formatBytes(readBytes)} of ${formatBytes(totalBytes)})`);
    },
  });
}

/**
 * Reads the whole file once: digest, structure, and what the manifest beside it says. A damaged file is a report with
 * findings; one that is missing or no file throws E_SNAPSHOT_UNREADABLE, and one that changes meanwhile E_SNAPSHOT_INVALID.
 */
export async function verifySnapshot(
  reader: SnapshotReader,
  path: string,
  {bin, skipHashCheck = false, specFolder}: VerifyOptions,
): Promise<SnapshotReport> {
  const {etcdData, files, progress} = reader;
  const file = await typedPath(reader, specFolder, path);
  const name = printable(basename(file));
  if (basename(file) === 'db' && (await etcdData.isInUse(file))) throw usedByMember(file);
  // Why it cannot be looked at is said where its bytes are read.
  const stamp = await files.stampOf(file).catch(() => undefined);
  const stop = new AbortController();
  // Beside the digest: each of them is busy with a processor for a second a gigabyte.
  const reading = beginStructure(reader, {bin, path: file, stamp, stop: stop.signal});
  const digest = await readDigest(reader, file).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const manifest = await readManifest(reader, file);
  // A tool that is handed damaged pages panics, or reads them happily: what it says of them is worth nothing.
  const isReadable = digest.digest === 'right' || digest.digest === 'none';
  if (isReadable) progress.update(`Reading the structure of ${name}`);
  else stop.abort();
  const structure = isReadable ? await reading : undefined;
  // The tools of 3.4 and 3.5 do not tell it.
  const {storageVersion, authEnabled} = (await etcdData.database(file)) ?? {};
  const facts = {path: file, digest, manifest, version: bin.version, skipHashCheck, storageVersion};
  const read = structure === undefined ? {} : {structure, authEnabled};
  // Each of them may have read something else.
  await assertUnchanged(files, file, stamp);
  return judgeSnapshot({...facts, ...read});
}
