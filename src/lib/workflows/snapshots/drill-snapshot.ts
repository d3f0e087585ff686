import {dirname, join} from 'node:path';

import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import type {EtcdUser} from '../../adapters/etcd-api/login.js';
import {DRILL_DIR, STATE_DIR} from '../../domain/layout/layout.js';
import {judgeDrill} from '../../domain/snapshots/judge-drill.js';
import {restoreArgv, snapshotTool} from '../../domain/snapshots/restore-argv.js';
import {dataBytes, LOG_BYTES} from '../../domain/snapshots/restore-room.js';
import type {DrillResult, SnapshotReport} from '../../domain/snapshots/snapshot-report.js';
import {toolEnv} from '../../domain/snapshots/tool-env.js';
import {lastWords} from '../../domain/snapshots/tool-status.js';
import {formatBytes} from '../../domain/text/bytes.js';
import {OpsError} from '../../errors/ops-error.js';
import {askDrillMember, clearDrill, DRILL_NAME, type DrillAdapters, type DrillPlace} from './drill-member.js';

export interface DrillRequest {
  readonly bin: EtcdBinDir;
  /** Absolute; where there is no spec the drill is beside the snapshot. */
  readonly specFolder: string | undefined;
  readonly user: EtcdUser | undefined;
}

const LEAST_MS = 120_000;
const MS_PER_MB = 200;
/** Of the restore alone: its member has another port, which no peer ever asks for. */
const PEER_URL = 'http://127.0.0.1:2380';

async function assertRoom({files}: DrillAdapters, {folder}: DrillPlace, sizeBytes: number): Promise<void> {
  const free = await files.freeBytes(folder);
  const needed = dataBytes(sizeBytes) + LOG_BYTES;
  if (free >= needed) return;
  throw new OpsError(
    'E_PREFLIGHT',
    `${folder} has ${formatBytes(free)} free, and restoring the snapshot on trial needs ${formatBytes(needed)}`,
    {hints: ['make room there, or verify it without --drill']},
  );
}

async function restoreOnTrial(
  {env, progress, random, runner, signal}: DrillAdapters,
  {path, sizeBytes, hasDigest}: SnapshotReport,
  {bin, dataDir}: {bin: EtcdBinDir; dataDir: string},
): Promise<void> {
  const tool = snapshotTool(bin.version);
  progress.update('Restoring it on trial');
  const argv = restoreArgv({
    version: bin.version,
    snapshotPath: path,
    name: DRILL_NAME,
    initialCluster: `${DRILL_NAME}=${PEER_URL}`,
    peerUrl: PEER_URL,
    token: `drill-${random.hex(6)}`,
    dataDir,
    skipHashCheck: !hasDigest,
  });
  const result = await runner.run(join(bin.dir, tool), argv, {
    timeoutMs: LEAST_MS + (sizeBytes / 1e6) * MS_PER_MB,
    signal,
    env: toolEnv(env),
  });
  signal.throwIfAborted();
  if (result.exitCode !== 0 || result.timedOut)
    throw new OpsError('E_TOOL_FAILED', `${tool} could not restore it: ${lastWords(result.stderr)}`);
}

async function drill(
  adapters: DrillAdapters,
  report: SnapshotReport,
  {place, request}: {place: DrillPlace; request: DrillRequest},
): Promise<DrillResult> {
  const {clock, files} = adapters;
  const {folder, dataDir} = place;
  await clearDrill(adapters, place);
  await assertRoom(adapters, place, report.sizeBytes);
  await files.ensureDir(folder, 0o700);
  try {
    const startedAt = clock.monotonicMs();
    await restoreOnTrial(adapters, report, {bin: request.bin, dataDir});
    const restoredMs = Math.round(clock.monotonicMs() - startedAt);
    const atRevision = report.manifest?.hashKv?.revision ?? report.revision ?? 0;
    return {restoredMs, ...(await askDrillMember(adapters, place, {atRevision, user: request.user}))};
  } finally {
    await files.removeScratch(folder);
  }
}

/** What a failed drill says of the snapshot; what failed around it is thrown on. */
const OF_THE_SNAPSHOT: ReadonlySet<string> = new Set(['E_NODE_FAILED', 'E_TOOL_FAILED', 'E_UNREACHABLE']);

/**
 * Restores a snapshot into a folder of its own without a higher revision, starts a member on it that is alone, asks what
 * it serves, and takes both away: also when interrupted, and what a killed drill left goes with the next.
 */
export async function drillSnapshot(
  adapters: DrillAdapters,
  report: SnapshotReport,
  request: DrillRequest,
): Promise<SnapshotReport> {
  const {bin, specFolder} = request;
  const folder =
    specFolder === undefined ? join(dirname(report.path), '.etcdops-drill') : join(specFolder, DRILL_DIR);
  if (specFolder !== undefined) await adapters.files.ensureDir(join(specFolder, STATE_DIR), 0o700);
  const dataDir = join(folder, `data-${adapters.random.hex(4)}`);
  const place = {folder, dataDir, program: join(bin.dir, 'etcd')};
  const lock = await adapters.acquireLock(`${folder}.lock`, 'snapshot verify --drill');
  try {
    return judgeDrill(report, await drill(adapters, report, {place, request}), bin.version);
  } catch (error) {
    if (!(error instanceof OpsError) || !OF_THE_SNAPSHOT.has(error.code)) throw error;
    const finding = {code: 'drill-failed', severity: 'error', message: error.message} as const;
    return {...report, findings: [...report.findings, finding], verified: false};
  } finally {
    await lock.release();
  }
}
