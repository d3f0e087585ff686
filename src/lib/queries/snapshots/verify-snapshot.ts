import {basename, resolve} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import {judgeSnapshot} from '../../domain/snapshots/judge-snapshot.js';
import {
  manifestPathOf,
  MAX_MANIFEST_BYTES,
  parseManifest,
  type SnapshotManifest,
} from '../../domain/snapshots/manifest.js';
import type {SnapshotReport} from '../../domain/snapshots/snapshot-report.js';
import {formatBytes} from '../../domain/text/bytes.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {readStructure} from './read-structure.js';

export type SnapshotReader = Pick<
  Adapters,
  'cwd' | 'env' | 'etcdData' | 'files' | 'progress' | 'runner' | 'signal' | 'snapshotFiles'
>;

export interface VerifyOptions {
  /** Whose etcdutl (3.4: etcdctl) reads the structure. */
  readonly bin: EtcdBinDir;
  /** For a copied database, which has no digest: that it is missing is a warning then. */
  readonly skipHashCheck?: boolean;
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
    if (error instanceof OpsError) return {problem: `cannot be read: ${error.message}`};
    throw error;
  }
}

/** How often progress is told. */
const STEP_BYTES = 32 * 1024 * 1024;

/**
 * Reads the whole file once: digest, structure, and what the manifest beside it says. A damaged file is a report with
 * findings; one that is missing or no file throws E_SNAPSHOT_UNREADABLE.
 */
export async function verifySnapshot(
  reader: SnapshotReader,
  path: string,
  {bin, skipHashCheck = false}: VerifyOptions,
): Promise<SnapshotReport> {
  const {cwd, etcdData, files, progress, signal, snapshotFiles} = reader;
  const file = resolve(cwd, path);
  const name = printable(basename(file));
  const found = await files.stampOf(file);
  const stop = new AbortController();
  // Beside the digest: each of them is busy with a processor for a second a gigabyte.
  const reading =
    found?.kind === 'file'
      ? readStructure(
          {...reader, signal: AbortSignal.any([signal, stop.signal])},
          {bin, path: file, sizeBytes: found.sizeBytes},
        )
      : undefined;
  // Whoever awaits it sees a failure; until then nobody does.
  reading?.catch(() => undefined);
  let told = 0;
  const digest = await snapshotFiles.readDigest(file, {
    signal,
    onProgress(readBytes, totalBytes) {
      if (readBytes < told + STEP_BYTES) return;
      told = readBytes;
      progress.update(`Reading ${name} (${formatBytes(readBytes)} of ${formatBytes(totalBytes)})`);
    },
  });
  const manifest = await readManifest(reader, file);
  // A tool that is handed damaged pages panics, or reads them happily: what it says of them is worth nothing.
  const isReadable = digest.digest === 'right' || digest.digest === 'none';
  if (isReadable) progress.update(`Reading the structure of ${name}`);
  else stop.abort();
  const structure = isReadable ? await reading : undefined;
  // The tools of 3.4 and 3.5 do not tell it.
  const storageVersion = (await etcdData.database(file))?.storageVersion;
  const facts = {path: file, digest, manifest, version: bin.version, skipHashCheck, storageVersion};
  return judgeSnapshot({...facts, ...(structure === undefined ? {} : {structure})});
}
