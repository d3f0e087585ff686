import {dirname, join} from 'node:path';

import {databaseIn, type DatabaseFacts} from '../../domain/etcd-data/database-facts.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {onlyToUsers} from '../../errors/only-to-users.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import {lockedFolders} from '../../queries/locked-folders.js';
import {launchOf} from '../../queries/node-launch.js';
import {portProblems} from '../../queries/port-problems.js';
import {readRuns} from '../../queries/run-journals.js';
import type {SpecContext} from '../cluster-run.js';
import type {RunContext} from '../runs/run-context.js';
import {asidesOf, findRestore, type EndedRun, type FoundRestore} from './find-restore.js';
import {placesOf} from './member-places.js';
import {observeLiving, runningOf, toNode} from './observe-processes.js';
import type {UndoFacts} from './undo-facts.js';

type KeptFact = 'keptRevision' | 'keptMembers' | 'keptVersion';

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

async function keptDataOf(
  {adapters}: SpecContext,
  {swaps}: FoundRestore,
  kept: ReadonlySet<string>,
): Promise<DatabaseFacts | undefined> {
  const data = swaps.find(({swap}) => swap.kind === 'data' && kept.has(swap.aside));
  if (data === undefined) return undefined;
  const {aside, isInner} = data.swap;
  const path = isInner ? join(aside, 'snap', 'db') : databaseIn(aside);
  return adapters.etcdData.database(path);
}

function keptFacts(data: DatabaseFacts | undefined): Pick<UndoFacts, KeptFact> {
  if (data === undefined) return {};
  const {revision: keptRevision, members: keptMembers} = data;
  const keptVersion = data.clusterVersion ?? data.storageVersion;
  return {keptRevision, keptMembers, ...(keptVersion === undefined ? {} : {keptVersion})};
}

/** Whose data is another cluster's has joined since, if only by its name. */
async function stayedOf(
  {adapters, loaded}: SpecContext,
  {swaps, record: {undo}}: FoundRestore,
): Promise<Map<string, boolean>> {
  const {spec} = loaded;
  const others = membersOf(spec).filter(
    ({name}) => undo.members.includes(name) && !swaps.some(({node}) => node.name === name),
  );
  const found = others.map(async node => {
    const {hasMember, clusterId} = (await adapters.etcdData.lookAt(launchOf(spec, node, loaded))) ?? {};
    const isOwn = clusterId !== undefined && clusterId === undo.clusterId;
    return isOwn || hasMember !== true ? [[node.name, isOwn] as const] : [];
  });
  return new Map((await Promise.all(found)).flat());
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
    portProblems: await portProblems(
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
