import {basename, join} from 'node:path';

import {nameProblem} from '../../domain/nodes/names.js';
import {initialClusterOf, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {decideBump} from '../../domain/snapshots/bump.js';
import {survivorNotices} from '../../domain/snapshots/choose-survivor.js';
import {judgeFit} from '../../domain/snapshots/fit.js';
import {dataBytes, LOG_BYTES, roomProblems} from '../../domain/snapshots/restore-room.js';
import type {SnapshotReport} from '../../domain/snapshots/snapshot-report.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {verifySnapshot} from '../../queries/snapshots/verify-snapshot.js';
import {newRunId, type SpecContext} from '../cluster-run.js';
import {inParallel} from '../in-parallel.js';
import {chooseSnapshot, isCopy} from './choose-snapshot.js';
import type {SnapshotRestoreInput, SnapshotStamp} from './restore-facts.js';
import {restoredCluster, type RestoredCluster} from './planned-steps.js';
import {directoryOf, writeConfigs, type RestoredDirectory} from './restored-directories.js';
import {runRestoreTool} from './run-restore-tool.js';
import {assertSameSnapshot, stampBefore, unchangedStamp} from './same-snapshot.js';

export interface RestoreToInput extends Pick<
  SnapshotRestoreInput,
  'path' | 'typed' | 'fromData' | 'token' | 'bump' | 'skipHashCheck'
> {
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
}

/** What a run that was killed left is ours. */
const SCRATCH = '.etcdops-restoring';

/** Where the spec has no such member: on this machine, with etcd's own ports. */
function aloneNode({nodes}: ClusterSpec, name: string): SpecNode {
  const known = nodes.find(node => node.name === name && node.role === 'member');
  return known ?? {name, role: 'member', host: '127.0.0.1', ports: {client: 2379, peer: 2380}};
}

/** The name becomes that of a folder, which a later run may remove as its own. */
function specFor(spec: ClusterSpec, name: string | undefined): ClusterSpec {
  if (name === undefined) return spec;
  const problem = nameProblem(name);
  if (problem !== undefined) throw new OpsError('E_USAGE', `--name: ${problem}`);
  return {...spec, nodes: [aloneNode(spec, name)]};
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
  const names = await files.list(dir);
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

interface Making {
  readonly report: SnapshotReport;
  readonly stamp: SnapshotStamp;
  readonly made: RestoredCluster;
  readonly bumpRevision: number | undefined;
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

/** Only the directories of members, for other machines: no cluster is touched. Killed, the same line works again. */
export async function restoreTo(cluster: SpecContext, input: RestoreToInput): Promise<RestoreToResult> {
  const {adapters, loaded} = cluster;
  const {dir} = input;
  const members = membersOf(specFor(loaded.spec, input.name)).map(node => directoryOf(cluster, dir, node));
  const left = await findOwn(cluster, dir, members);
  const [bin, {path, survivors}] = [
    await resolveEtcd(adapters, loaded.spec),
    await chooseSnapshot(cluster, input),
  ];
  const stampOfChosen = await stampBefore(cluster, path);
  const report = await verifySnapshot(adapters, path, {bin, skipHashCheck: isCopy(path, input)});
  const stamp = await unchangedStamp(cluster, path, stampOfChosen);
  const fit = judgeFit({report, cluster: loaded.spec.cluster, clusterIds: [], yesOtherCluster: true});
  const bump = decideBump({wish: input.bump, version: bin.version, revision: report.revision ?? 0});
  const [misfit] = fit.misfits;
  if (misfit !== undefined) throw new OpsError(misfit.code, misfit.message, {hints: misfit.hints});
  if (bump.refusal !== undefined)
    throw new OpsError('E_UNSUPPORTED', bump.refusal, {hints: ['the same line without --bump-revision']});
  for (const notice of [...survivorNotices(survivors), ...fit.notices, ...bump.notices])
    adapters.progress.warn(notice);
  const before = specFor(loaded.spec, input.name);
  const token = input.token ?? `${before.cluster}-${newRunId(adapters).slice(-6)}`;
  const made = restoredCluster(before, token, (report.revision ?? 0) + (bump.by ?? 0));
  await assertRoom(cluster, dir, members.length * (dataBytes(report.sizeBytes) + LOG_BYTES));
  const {clusterId, revision} = made;
  const result = {path: report.path, dir, clusterId, token, revision, members, dryRun: input.dryRun};
  if (input.dryRun) return result;
  const scratch = join(dir, SCRATCH);
  const {files} = adapters;
  // The mark of what is ours goes last.
  for (const path of left.reverse()) await files.removeScratch(path);
  await files.ensureDir(scratch, 0o700);
  adapters.progress.update(`restoring ${members.map(({name}) => name).join(', ')}`);
  await inParallel(members, member =>
    restoreOne(cluster, {report, stamp, made, bumpRevision: bump.by}, member),
  );
  await writeConfigs(cluster, made.spec, members);
  await files.removeScratch(scratch);
  return result;
}
