import {join} from 'node:path';

import {WHO_HAS_A_PORT} from '../domain/machine/who-has-a-port.js';
import {shellQuote} from '../domain/text/shell-quote.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterState} from '../queries/cluster-state.js';
import {certificateSlots} from '../domain/pki/certificate-slots.js';
import {livesInFolder} from '../domain/layout/layout.js';
import {observeSlot} from '../queries/pki/observe-certificates.js';
import {lookAtDirsOf} from '../queries/look-at-dir.js';
import {lastingPortProblems} from '../queries/port-problems.js';
import {roomProblem} from '../queries/room-problem.js';
import {assertRecordedCluster} from './cluster-identity.js';
import type {ClusterContext} from './cluster-run.js';
import {assertSameWayIn} from './config-files.js';
import {configRefusals} from './config-refusals.js';
import {freshDirRefusals} from './dir-refusals.js';
import {assertOwnData} from './foreign-data.js';
import {assertNoDataLost} from './lost-data.js';
import type {LocalNode} from './observe-nodes.js';
import {assertNoRefusals} from './runs/refusal.js';

/** A member that finds no room ends in a panic, after it has made half of its data directory. */
async function assertRoom({adapters, loaded}: ClusterContext, members: readonly LocalNode[]): Promise<void> {
  const fresh = members.filter(
    ({hasData, running, node}) =>
      node.role === 'member' && !hasData && running === undefined && livesInFolder(node),
  );
  const problem = await roomProblem(adapters, loaded.folder, fresh.length);
  if (problem === undefined) return;
  throw new OpsError('E_PREFLIGHT', problem, {
    hints: ['make room, or set dataDir of the nodes in the spec to a larger disk'],
  });
}

/** @throws E_PREFLIGHT where something else has a port of a node that does not run */
export async function assertPortsFree(
  {adapters}: Pick<ClusterContext, 'adapters'>,
  members: readonly Pick<LocalNode, 'node' | 'running'>[],
): Promise<void> {
  const idle = members.filter(({running}) => running === undefined).map(({node}) => node);
  const found = await lastingPortProblems(adapters, idle);
  if (found.length === 0) return;
  throw new OpsError('E_PREFLIGHT', found.join('\n  '), {hints: [WHO_HAS_A_PORT]});
}

/**
 * etcd finds faults of the client port's files only after its log has been made: the member exists by then, and changes
 * of the bootstrap settings no longer count.
 */
async function assertCertificates(
  {adapters, loaded}: ClusterContext,
  members: readonly LocalNode[],
): Promise<void> {
  const names = new Set(members.map(({node}) => node.name));
  const slots = certificateSlots(loaded.spec).filter(({node}) => node !== undefined && names.has(node));
  const now = adapters.clock.now();
  const observed = await Promise.all(slots.map(slot => observeSlot(adapters, loaded, {slot, now})));
  const faults = observed.flatMap(({faults: found}) => found);
  for (const {id, path, message, severity} of faults) {
    // What etcd makes for itself is not there before its first start.
    if (severity === 'warning' && id !== 'cert-missing') adapters.progress.warn(`${path} ${message}`);
  }
  const errors = faults.filter(({severity}) => severity === 'error');
  if (errors.length === 0) return;
  const {mode} = loaded.spec.tls;
  throw new OpsError('E_PREFLIGHT', errors.map(({path, message}) => `${path} ${message}`).join('\n  '), {
    hints: [
      ...(mode === 'ca' ? ['etcdops tls issue mends what is missing or no longer good'] : []),
      ...(mode === 'auto'
        ? ['etcd makes new ones where the folder fixtures is moved out of the data directory']
        : []),
      'etcdops tls verify',
    ],
  });
}

export interface PreflightOptions {
  /** What is remembered of the cluster. */
  readonly state: ClusterState;
  /** Running members are going to be stopped, so they too must have data to come back with. */
  readonly stopsRunning?: boolean;
  /** The caller has just seen that the ports are free, and made the certificates. */
  readonly justPlaced?: boolean;
}

/** What lies in the data directory decides, not the setting: a v2 proxy would come up as a member, and the reverse. */
async function assertDirsFit({adapters}: ClusterContext, nodes: readonly LocalNode[]): Promise<void> {
  const idle = nodes.filter(({running, launch}) => running === undefined && launch.configFile !== undefined);
  for (const {node, launch} of idle) {
    const wrong = node.role === 'member' ? 'proxy' : 'member';
    const dir = join(launch.dataDir, wrong);
    if (!(await adapters.files.exists(dir))) continue;
    const meant = node.role === 'member' ? 'a member' : 'a v2 proxy';
    throw new OpsError('E_PREFLIGHT', `${dir} is there: etcd would not start ${node.name} as ${meant}`, {
      hints: [
        `where nothing in it is needed: mv ${shellQuote(dir)} ${shellQuote(`${launch.dataDir}.${wrong}`)}`,
      ],
    });
  }
}

/** What etcd makes anew is to be where the spec has it. */
async function assertPlacesToBegin(
  {adapters, loaded}: ClusterContext,
  nodes: readonly LocalNode[],
): Promise<void> {
  const fresh = nodes.filter(({node, hasData}) => node.role === 'member' && !hasData);
  const dirs = await Promise.all(fresh.map(({node}) => lookAtDirsOf(adapters, loaded, node)));
  assertNoRefusals(freshDirRefusals(dirs.flat()));
}

/** What must hold before nodes are started or restarted. Throws, with nothing changed, where it does not. */
export async function assertStartable(
  context: ClusterContext,
  nodes: readonly LocalNode[],
  {state, stopsRunning = false, justPlaced = false}: PreflightOptions,
): Promise<void> {
  const starting = stopsRunning ? nodes : nodes.filter(({running}) => running === undefined);
  await assertNoDataLost(context, starting, state);
  const running = nodes
    .filter(({running: process, node}) => process !== undefined && node.role === 'member')
    .map(({node}) => node);
  await assertRecordedCluster(context, running, state.clusterId);
  await assertOwnData(context, nodes, state);
  await assertRoom(context, nodes);
  await assertDirsFit(context, nodes);
  if (justPlaced) return;
  assertNoRefusals(await configRefusals(context, starting, {healthyOnce: state.members ?? []}));
  await assertPlacesToBegin(context, starting);
  await assertSameWayIn(context, nodes);
  await assertPortsFree(context, nodes);
  await assertCertificates(context, starting);
}
