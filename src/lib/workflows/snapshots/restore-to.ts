import {basename, join} from 'node:path';

import {initialClusterOf, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {dataBytes, LOG_BYTES, roomProblems} from '../../domain/snapshots/restore-room.js';
import {isScratchName} from '../../domain/layout/scratch-name.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import type {SpecContext} from '../cluster-run.js';
import {inParallel} from '../in-parallel.js';
import {thenTidy} from './disk-watch.js';
import {planRestoreTo, specFor, type Making, type RestoreToWish} from './plan-restore-to.js';
import {directoryOf, writeConfigs, type RestoredDirectory} from './restored-directories.js';
import {runRestoreTool} from './run-restore-tool.js';
import {assertSameSnapshot} from './same-snapshot.js';

export interface RestoreToInput extends RestoreToWish {
  /** Absolute. */
  readonly dir: string;
  /** One member alone, of that name. */
  readonly name?: string | undefined;
  readonly dryRun: boolean;
}

export interface RestoreToResult {
  readonly path: string;
  readonly dir: string;
  readonly clusterId: string;
  readonly token: string;
  readonly revision: number;
  readonly members: readonly RestoredDirectory[];
  readonly dryRun: boolean;
  /** What takes it into the place of the cluster here; none of one member alone. */
  readonly next: readonly string[];
}

/** What a run that was killed left is ours. */
const SCRATCH = '.etcdops-restoring';

/** Held while directories are made: the scratch of a run that lives is nobody else's. */
const LOCK = `${SCRATCH}.lock`;

/** The lock, and what another run that wants it is just writing. */
function isPassing(name: string): boolean {
  return name === LOCK || name === `${LOCK}.guard` || isScratchName(name);
}

function filesOf({dataDir, walDir, config}: RestoredDirectory): string[] {
  return [dataDir, config, ...(walDir === undefined ? [] : [walDir])];
}

/**
 * Beside what a run left that was killed: while its scratch is there, all that it was to make is its own.
 * @returns paths of what it left
 */
async function findOwn(
  {adapters: {files}}: SpecContext,
  dir: string,
  members: readonly RestoredDirectory[],
): Promise<string[]> {
  const found = await files.stampOf(dir);
  if (found === undefined) return [];
  const hints = ['name a folder that is empty or new'];
  if (found.kind !== 'folder')
    throw new OpsError('E_DIR_OCCUPIED', `${printable(dir, 500)} is no folder`, {hints});
  const names = (await files.list(dir)).filter(name => !isPassing(name));
  const own = names.includes(SCRATCH)
    ? [SCRATCH, ...members.flatMap(filesOf).map(path => basename(path))]
    : [];
  const stranger = names.find(name => !own.includes(name));
  if (stranger === undefined) return own.map(name => join(dir, name));
  const what = `${printable(dir, 500)} is not empty: ${printable(stranger, 100)}`;
  throw new OpsError('E_DIR_OCCUPIED', what, {hints});
}

async function assertRoom({adapters: {files}}: SpecContext, dir: string, bytes: number): Promise<void> {
  const room = {
    name: 'all members',
    path: dir,
    device: 0,
    freeBytes: await files.freeBytes(dir),
    neededBytes: bytes,
  };
  const [problem] = roomProblems([room]);
  if (problem !== undefined)
    throw new OpsError('E_PREFLIGHT', problem, {hints: ['name a folder on a larger disk']});
}

/** A member is there under its name when it is whole. */
async function restoreOne(
  cluster: SpecContext,
  {report: {path, sha256}, stamp, made: {spec, clusterId}, bumpRevision}: Making,
  {name, dataDir, walDir}: RestoredDirectory,
): Promise<void> {
  const {files} = cluster.adapters;
  const scratch = join(dataDir, '..', SCRATCH);
  // A tool that outlived a kill goes on writing into the place of its own attempt.
  const attempt = cluster.adapters.random.hex(4);
  const partOf = (path: string): string => join(scratch, `${attempt}-${basename(path)}`);
  const part = {dataDir: partOf(dataDir), ...(walDir === undefined ? {} : {walDir: partOf(walDir)})};
  const node = membersOf(spec).find(member => member.name === name)!;
  await runRestoreTool(
    cluster,
    {
      // All its bytes have just been read for it; each tool would read all of its copy once more.
      ...{node: name, path, skipHashCheck: true, token: spec.token, clusterId},
      initialCluster: initialClusterOf(spec, membersOf(spec)),
      peerUrl: peerUrlOf(spec, node)!,
      ...(bumpRevision === undefined ? {} : {bumpRevision}),
    },
    part,
  );
  // What was copied is what was verified only if that is there still.
  await assertSameSnapshot(cluster, {path, sha256, stamp}, 'the same line again, once nobody writes it');
  if (walDir !== undefined) await files.rename(part.walDir!, walDir);
  await files.rename(part.dataDir, dataDir);
  cluster.adapters.progress.note(`restored ${name}`);
}

async function makeAll(
  cluster: SpecContext,
  {dir, making, members}: {dir: string; making: Making; members: readonly RestoredDirectory[]},
): Promise<void> {
  const {files, progress} = cluster.adapters;
  const scratch = join(dir, SCRATCH);
  // What another run made meanwhile is its own no more. The mark of what is ours goes last.
  for (const path of (await findOwn(cluster, dir, members)).reverse()) await files.removeScratch(path);
  await files.ensureDir(scratch, 0o700);
  progress.update(`restoring ${members.map(({name}) => name).join(', ')}`);
  await inParallel(members, member => restoreOne(cluster, making, member));
  await writeConfigs(cluster, making.made.spec, members);
  await files.removeScratch(scratch);
}

function isWhole(own: ClusterSpec, {nodes}: ClusterSpec): boolean {
  const [all, made] = [membersOf(own), membersOf({...own, nodes})];
  return all.length === made.length && all.every(({name}) => made.some(node => node.name === name));
}

/**
 * Only the directories of members, for other machines: no cluster is touched. Killed, the same line works again. Throws
 * E_LOCKED while another run makes some in the same folder.
 */
export async function restoreTo(cluster: SpecContext, input: RestoreToInput): Promise<RestoreToResult> {
  const {adapters, loaded} = cluster;
  const {dir, dryRun} = input;
  const spec = specFor(loaded.spec, input.name);
  const members = membersOf(spec).map(node => directoryOf(cluster, dir, node));
  await findOwn(cluster, dir, members);
  const making = await planRestoreTo(cluster, spec, input);
  const {made, notices, report} = making;
  for (const notice of notices) adapters.progress.warn(notice);
  await assertRoom(cluster, dir, members.length * (dataBytes(report.sizeBytes) + LOG_BYTES));
  const {clusterId, revision} = made;
  const result = {
    ...{path: report.path, dir, clusterId, token: made.spec.token, revision, members, dryRun},
    next: isWhole(loaded.spec, spec) ? [etcdopsLine('snapshot', 'adopt', dir)] : [],
  };
  if (dryRun) return result;
  await adapters.files.ensureDir(dir, 0o700);
  const lock = await adapters.acquireLock(join(dir, LOCK), 'snapshot restore --to');
  await thenTidy(
    () => makeAll(cluster, {dir, making, members}),
    () => lock.release(),
  );
  return result;
}
