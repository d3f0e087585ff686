import {nameProblem} from '../../domain/nodes/names.js';
import {decideBump, type Bump} from '../../domain/snapshots/bump.js';
import {survivorNotices, type SurvivorChoice} from '../../domain/snapshots/choose-survivor.js';
import {judgeFit} from '../../domain/snapshots/fit.js';
import type {ClusterIdentity} from '../../domain/snapshots/identity.js';
import type {SnapshotReport} from '../../domain/snapshots/snapshot-report.js';
import {takenToken} from '../../domain/snapshots/taken-token.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import {clusterIdentity, readState} from '../../queries/cluster-state.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {verifySnapshot} from '../../queries/snapshots/verify-snapshot.js';
import {newRunId, type SpecContext} from '../cluster-run.js';
import {chooseSnapshot, isCopy} from './choose-snapshot.js';
import {goneNodes, observeLiving, runningOf} from './observe-processes.js';
import {restoredCluster, type RestoredCluster} from './planned-steps.js';
import type {SnapshotRestoreInput, SnapshotStamp} from './restore-facts.js';
import {stampBefore, unchangedStamp} from './same-snapshot.js';
import {seenRevisionOf} from './seen-revision.js';

/** From which snapshot, and as which cluster. */
export type RestoreToWish = Pick<
  SnapshotRestoreInput,
  'path' | 'typed' | 'fromData' | 'token' | 'bump' | 'skipHashCheck' | 'yesOtherCluster'
>;

/** What becomes of which file. */
export interface Making {
  readonly report: SnapshotReport;
  readonly stamp: SnapshotStamp;
  readonly made: RestoredCluster;
  readonly bumpRevision: number | undefined;
  /** What to know before. */
  readonly notices: readonly string[];
}

/** Where the spec has no such member: on this machine, with etcd's own ports. */
function aloneNode({nodes}: ClusterSpec, name: string): SpecNode {
  const known = nodes.find(node => node.name === name && node.role === 'member');
  return known ?? {name, role: 'member', host: '127.0.0.1', ports: {client: 2379, peer: 2380}};
}

/**
 * The spec with all its members, or with one alone. Its name becomes that of a folder, which a later run may remove as its
 * own.
 */
export function specFor(spec: ClusterSpec, name: string | undefined): ClusterSpec {
  if (name === undefined) return spec;
  const problem = nameProblem(name);
  if (problem !== undefined) throw new OpsError('E_USAGE', `--name: ${problem}`);
  return {...spec, nodes: [aloneNode(spec, name)]};
}

async function seenBy(
  cluster: SpecContext,
  survivors: SurvivorChoice | undefined,
): Promise<{seenRevision?: number}> {
  const {adapters, loaded} = cluster;
  const gone = goneNodes(await readState(adapters, loaded.folder), loaded.spec);
  const [living, running] = await Promise.all([
    observeLiving(cluster),
    runningOf(cluster, [...loaded.spec.nodes, ...gone]),
  ]);
  return seenRevisionOf(cluster, {running, living: living.seenRevision, survivors});
}

function assertBump({refusal}: Bump): void {
  if (refusal === undefined) return;
  throw new OpsError('E_UNSUPPORTED', refusal, {hints: ['the same line without --bump-revision']});
}

function assertFreeToken(
  {spec: {token}, clusterId}: RestoredCluster,
  before: string,
  {clusterIds}: ClusterIdentity,
): void {
  const problem = takenToken({token, clusterId, before, clusterIds});
  if (problem === undefined) return;
  throw new OpsError('E_USAGE', problem, {hints: ['leave --token out: a new one is made']});
}

/**
 * All that is made of a snapshot, and what to know of it. Read-only.
 * @param spec with the members that are to come out
 * @throws where nothing is to be made of it
 */
export async function planRestoreTo(
  cluster: SpecContext,
  spec: ClusterSpec,
  input: RestoreToWish,
): Promise<Making> {
  const {adapters, loaded} = cluster;
  const bin = await resolveEtcd(adapters, loaded.spec);
  const {path, survivors} = await chooseSnapshot(cluster, input);
  const before = await stampBefore(cluster, path);
  const [report, identity, seen] = await Promise.all([
    verifySnapshot(adapters, path, {bin, skipHashCheck: isCopy(path, input)}),
    clusterIdentity(adapters, loaded),
    seenBy(cluster, survivors),
  ]);
  const stamp = await unchangedStamp(cluster, path, before);
  const sourceId = survivors?.chosen.log?.clusterId;
  const fit = judgeFit({report, ...identity, sourceId, yesOtherCluster: input.yesOtherCluster});
  const [misfit] = fit.misfits;
  if (misfit !== undefined) throw new OpsError(misfit.code, misfit.message, {hints: misfit.hints});
  const {revision = 0} = report;
  const bump = decideBump({wish: input.bump, version: bin.version, revision, ...seen});
  assertBump(bump);
  const token = input.token ?? `${spec.cluster}-${newRunId(adapters).slice(-6)}`;
  const made = restoredCluster(spec, token, revision + (bump.by ?? 0));
  assertFreeToken(made, loaded.spec.token, identity);
  const notices = [...survivorNotices(survivors), ...fit.notices, ...bump.notices];
  return {report, stamp, made, bumpRevision: bump.by, notices};
}
