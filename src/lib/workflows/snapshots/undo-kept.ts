import {join} from 'node:path';

import {databaseIn, type DatabaseFacts} from '../../domain/etcd-data/database-facts.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
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

/** Whose data is another cluster's has joined since, if only by its name. */
export async function stayedOf(
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
