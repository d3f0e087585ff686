import {dirname} from 'node:path';

import {onlyToUsers} from '../../errors/only-to-users.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import {lockedFolders} from '../../queries/locked-folders.js';
import {lastingPortProblems} from '../../queries/port-problems.js';
import {readRuns} from '../../queries/run-journals.js';
import type {SpecContext} from '../cluster-run.js';
import type {RunContext} from '../runs/run-context.js';
import {asidesOf, findRestore, type EndedRun, type FoundRestore} from './find-restore.js';
import {placesOf} from './member-places.js';
import {observeLiving, runningOf, toNode} from './observe-processes.js';
import type {UndoFacts} from './undo-facts.js';
import {keptDataOf, keptFacts, stayedOf} from './undo-kept.js';

async function restoreOf({
  adapters,
  loaded,
}: SpecContext): Promise<{restore: FoundRestore; kept: Set<string>}> {
  const recorded = await readRuns(adapters, loaded.folder);
  const runs: EndedRun[] = recorded.map(({journal, state}) => ({header: journal.header, end: state.end}));
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

/** All that an undo is planned from. Read-only. */
export async function observeUndo(context: RunContext): Promise<UndoFacts> {
  const cluster = await context.cluster();
  const {adapters, loaded} = cluster;
  const {spec, folder} = loaded;
  const {restore, kept} = await restoreOf(cluster);
  const [state, living, running, keptData, stayed] = await Promise.all([
    readState(adapters, folder),
    observeLiving(cluster),
    runningOf(cluster, spec.nodes),
    keptDataOf(cluster, restore, kept),
    stayedOf(cluster, restore),
  ]);
  if (living.needsUser === true) throw unsaved();
  const nodes = (isMember: boolean) =>
    spec.nodes
      .filter(({role}) => (role === 'member') === isMember)
      .map(node => toNode(cluster, node, {running, leader: living.leader}));
  const [members, proxies] = [nodes(true), nodes(false)];
  const places = members.map(async ({node}) => [node.name, await placesOf(cluster, node)] as const);
  const idle = members.filter(({isHere, managedBy}) => isHere && managedBy === undefined);
  const {clusterId, formerClusterIds = [], undoneClusterIds = [], members: names = []} = state;
  return {
    runId: context.runId,
    folder,
    spec,
    restore,
    kept,
    places: new Map(await Promise.all(places)),
    mounts: new Set(await adapters.files.mountPoints()),
    lockedFolders: await lockedFolders(
      adapters,
      restore.swaps.map(({node: {name}, swap: {live}}) => ({name, folder: dirname(live)})),
    ),
    portProblems: await lastingPortProblems(
      adapters,
      idle.map(({node}) => node),
    ),
    members,
    proxies,
    record: {
      ...(clusterId === undefined ? {} : {clusterId}),
      formerClusterIds,
      undoneClusterIds,
      members: names,
    },
    ...(living.seenRevision === undefined ? {} : {revision: living.seenRevision}),
    ...keptFacts(keptData),
    stayed,
  };
}
