import {join} from 'node:path';

import {databaseIn, type DatabaseFacts} from '../../domain/etcd-data/database-facts.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import type {DataDirFact} from '../../domain/rules/cluster.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {hasWal} from '../../queries/member-data.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';
import type {FoundRestore} from './find-restore.js';
import {comingNames, keptMember} from './undo-dirs.js';
import type {UndoFacts} from './undo-facts.js';

type KeptFact = 'keptRevision' | 'keptMembers' | 'keptVersion';

/** The database of one of the members of before; undefined where it cannot be read, or nothing was kept. */
export async function keptDataOf(
  {adapters, loaded}: SpecContext,
  {restore, kept, stayed, left}: Pick<UndoFacts, 'restore' | 'kept' | 'stayed' | 'left'>,
): Promise<DatabaseFacts | undefined> {
  const data = restore.swaps.find(({swap}) => swap.kind === 'data' && kept.has(swap.aside));
  if (data !== undefined) return adapters.etcdData.database(join(keptMember(data.swap), 'snap', 'db'));
  const node = loaded.spec.nodes.find(({name}) => stayed.get(name) === true);
  const dataDir = node === undefined ? left[0]?.path : launchOf(loaded.spec, node, loaded).dataDir;
  return dataDir === undefined ? undefined : adapters.etcdData.database(databaseIn(dataDir));
}

/** What that database tells of the cluster that comes back. */
export function keptFacts(data: DatabaseFacts | undefined): Pick<UndoFacts, KeptFact> {
  if (data === undefined) return {};
  const {revision: keptRevision, members: keptMembers} = data;
  const keptVersion = data.clusterVersion ?? data.storageVersion;
  return {keptRevision, keptMembers, ...(keptVersion === undefined ? {} : {keptVersion})};
}

type Coming = Pick<UndoFacts, 'restore' | 'kept' | 'places'>;

/** Where the log of a member is to be once its data is back; undefined for one that is gone with the restore. */
function logAfter({restore: {swaps}, kept, places}: Coming, node: SpecNode): string | undefined {
  const own = swaps.filter(swap => swap.node.name === node.name);
  if (node.walDir === undefined) {
    const data = own.find(({swap}) => swap.kind === 'data')?.swap;
    return data && join(keptMember(data), 'wal');
  }
  const live = places.get(node.name)?.at(-1);
  const swapped = own.find(({swap}) => swap.kind === 'wal' && swap.live === live)?.swap;
  if (swapped === undefined) return live;
  return swapped.hasOld && kept.has(swapped.aside) ? swapped.aside : undefined;
}

type Stay = 'whole' | 'logless' | 'gone';

function isOf(clusterId: string | undefined, found: DataDirFact | undefined): boolean {
  return clusterId !== undefined && found?.clusterId === clusterId;
}

/** Whether the log of which the spec of before tells lies there still, beside data that is where it was then. */
async function isLogElsewhere(
  {adapters, loaded}: SpecContext,
  {before, record}: FoundRestore,
  node: SpecNode,
) {
  const old = before?.find(({name}) => name === node.name);
  const then = old && launchOf(loaded.spec, old, loaded);
  if (then?.dataDir !== launchOf(loaded.spec, node, loaded).dataDir) return false;
  const found = await adapters.etcdData.lookAt(then);
  return found?.hasMember === true && isOf(record.undo.clusterId, found);
}

/** Of a member whose data the restore did not move; undefined where that is of another cluster, as its log tells. */
async function stayOf(cluster: SpecContext, coming: Coming, node: SpecNode): Promise<Stay | undefined> {
  const {adapters, loaded} = cluster;
  const {dataDir} = launchOf(loaded.spec, node, loaded);
  const walDir = node.walDir === undefined ? undefined : logAfter(coming, node);
  const now = await adapters.etcdData.lookAt(walDir === undefined ? {dataDir} : {dataDir, walDir});
  const hasPlace = node.walDir === undefined || walDir !== undefined;
  if (hasPlace && isOf(coming.restore.record.undo.clusterId, now)) return 'whole';
  if (await isLogElsewhere(cluster, coming.restore, node)) return 'logless';
  return now?.hasMember === true ? undefined : 'gone';
}

/**
 * Members whose data the restore did not move, and whether it is there still; and those of them whose log is elsewhere.
 * Whose data is another cluster's has joined since, if only by its name.
 */
export async function stayedOf(
  cluster: SpecContext,
  coming: Coming,
): Promise<{stayed: Map<string, boolean>; logless: string[]}> {
  const {swaps, record} = coming.restore;
  const moved = new Set(swaps.filter(({swap}) => swap.kind === 'data').map(({node}) => node.name));
  const others = membersOf(cluster.loaded.spec).filter(
    ({name}) => record.undo.members.includes(name) && !moved.has(name),
  );
  const found = others.map(async node => ({name: node.name, stay: await stayOf(cluster, coming, node)}));
  const known = (await Promise.all(found)).filter(({stay}) => stay !== undefined);
  return {
    stayed: new Map(known.map(({name, stay}) => [name, stay !== 'gone'])),
    logless: known.flatMap(({name, stay}) => (stay === 'logless' ? [name] : [])),
  };
}

/** Members whose data comes back without its log: the spec has had the log elsewhere since before the restore. */
export async function loglessOf({adapters, loaded}: SpecContext, coming: Coming): Promise<string[]> {
  const names = comingNames(coming);
  const found = loaded.spec.nodes
    .filter(({name}) => names.has(name))
    .map(async node => {
      const walDir = logAfter(coming, node);
      return walDir !== undefined && (await hasWal(adapters, {dataDir: '', walDir})) ? [] : [node.name];
    });
  return (await Promise.all(found)).flat();
}
