import {dirname} from 'node:path';

import {membersOf} from '../../domain/nodes/node-urls.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {onlyToUsers} from '../../errors/only-to-users.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState, type ClusterState} from '../../queries/cluster-state.js';
import {lockedFolders} from '../../queries/locked-folders.js';
import {lastingPortProblems} from '../../queries/port-problems.js';
import {readRuns} from '../../queries/run-journals.js';
import type {SpecContext} from '../cluster-run.js';
import type {RunContext} from '../runs/run-context.js';
import {filesBefore} from './files-before.js';
import {asidesOf, findRestore, type EndedRun, type FoundRestore} from './find-restore.js';
import {placesOf} from './member-places.js';
import {goneNodes, observeLiving, portsHeldBy, runningOf, toNode} from './observe-processes.js';
import type {RestoreNode} from './restore-facts.js';
import {RECORD_CLUSTER} from './record-steps.js';
import {withoutBare} from './undo-bare.js';
import {besideSpec, leftOf, type Places} from './undo-edited.js';
import type {UndoFacts} from './undo-facts.js';
import {keptDataOf, keptFacts, loglessOf, stayedOf} from './undo-kept.js';

async function restoreOf({
  adapters,
  loaded,
}: SpecContext): Promise<{restore: FoundRestore; kept: Set<string>}> {
  const recorded = await readRuns(adapters, loaded.folder);
  const runs = recorded.map(({journal, state}): EndedRun => ({
    header: journal.header,
    end: state.end,
    ...(state.progress.get(RECORD_CLUSTER) === 'finished' ? {isPast: true} : {}),
  }));
  const asides = asidesOf(runs);
  const areThere = await Promise.all(asides.map(path => adapters.files.exists(path)));
  const kept = new Set(asides.filter((_, index) => areThere[index]));
  const restore = findRestore(runs, kept);
  if (restore !== undefined) return {restore, kept};
  throw new OpsError('E_RUN_UNKNOWN', 'there is no restore that could be taken back', {
    hints: ['etcdops run list', 'etcdops snapshot list'],
  });
}

/** What was written since the restore has to be saved before it is taken back. */
function unsaved(): OpsError {
  return onlyToUsers('lets others not save what it holds now', [
    'or without saving it: etcdops down, then the same line (the data is kept aside)',
  ]);
}

/** Who runs, and what was made that the spec does not have any more. */
async function processesOf(cluster: SpecContext, {known, leader}: {known: ClusterState; leader?: string}) {
  const {spec} = cluster.loaded;
  const gone = goneNodes(known, spec);
  const running = await runningOf(cluster, [...spec.nodes, ...gone]);
  const of = (nodes: readonly SpecNode[]): RestoreNode[] =>
    nodes.map(node => toNode(cluster, node, {running, leader}));
  const isMember = ({role}: SpecNode): boolean => role === 'member';
  return {
    members: of(spec.nodes.filter(isMember)),
    proxies: of(spec.nodes.filter(node => !isMember(node))),
    strays: of(gone.filter(({name}) => running.has(name))),
    heldPorts: await portsHeldBy(cluster, [...spec.nodes, ...gone], running),
  };
}

async function placesNow(cluster: SpecContext): Promise<Places> {
  const places = membersOf(cluster.loaded.spec).map(
    async node => [node.name, await placesOf(cluster, node)] as const,
  );
  return new Map(await Promise.all(places));
}

type Found =
  'logless' | 'restore' | 'gone' | 'left' | 'stayed' | 'kept' | 'places' | 'mounts' | 'lockedFolders';

/** What the restore has left where, beside the spec as it is by now; and what the data that comes back tells. */
async function leavingsOf(
  cluster: SpecContext,
): Promise<Pick<UndoFacts, Found> & ReturnType<typeof keptFacts>> {
  const {adapters, loaded} = cluster;
  const [found, places] = await Promise.all([restoreOf(cluster), placesNow(cluster)]);
  const {restore: filled, kept} = await withoutBare(cluster, found);
  const {restore, gone} = besideSpec(filled, places, loaded.spec.nodes);
  const {before: nodes = [], record} = restore;
  const [{stayed, logless}, left] = await Promise.all([
    stayedOf(cluster, {restore, kept, places}),
    leftOf(cluster, {
      nodes,
      clusterId: record.undo.clusterId,
      places: new Set([...places.values()].flat()),
    }),
  ]);
  return {
    restore,
    gone,
    left,
    stayed,
    kept,
    places,
    logless: [...logless, ...(await loglessOf(cluster, {restore, kept, places}))],
    mounts: new Set(await adapters.files.mountPoints()),
    lockedFolders: await lockedFolders(
      adapters,
      [...restore.swaps, ...gone].map(({node: {name}, swap: {live}}) => ({name, folder: dirname(live)})),
    ),
    ...keptFacts(await keptDataOf(cluster, {restore, kept, stayed, left})),
  };
}

/** All that an undo is planned from. Read-only. */
export async function observeUndo(context: RunContext): Promise<UndoFacts> {
  const cluster = await context.cluster();
  const {adapters, loaded} = cluster;
  const {spec, folder} = loaded;
  const leavings = await leavingsOf(cluster);
  const [state, living] = await Promise.all([readState(adapters, folder), observeLiving(cluster)]);
  if (living.needsUser === true) throw unsaved();
  const {heldPorts: held, ...processes} = await processesOf(cluster, {known: state, ...living});
  const idle = processes.members.filter(({isHere, managedBy}) => isHere && managedBy === undefined);
  const {restore, stayed} = leavings;
  const token = restore.spec.token?.after;
  const coming = new Set([...restore.swaps.map(({node}) => node.name), ...stayed.keys()]);
  const returning = processes.members.filter(({isHere, node}) => isHere && coming.has(node.name));
  const {clusterId, formerClusterIds = [], undoneClusterIds = [], members: names = []} = state;
  return {
    runId: context.runId,
    folder,
    spec,
    ...leavings,
    ...processes,
    ...(state.nodes === undefined ? {} : {known: state.nodes}),
    files: await filesBefore(cluster, {
      known: state.nodes,
      members: returning.map(({node}) => node),
      ...(token === undefined ? {} : {token}),
    }),
    portProblems: await lastingPortProblems(
      adapters,
      idle.map(({node}) => node),
      held,
    ),
    record: {
      ...(clusterId === undefined ? {} : {clusterId}),
      formerClusterIds,
      undoneClusterIds,
      members: names,
    },
    ...(living.seenRevision === undefined ? {} : {revision: living.seenRevision}),
  };
}
