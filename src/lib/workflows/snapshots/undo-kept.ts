import {join} from 'node:path';

import {databaseIn, type DatabaseFacts} from '../../domain/etcd-data/database-facts.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';
import type {FoundRestore} from './find-restore.js';
import type {UndoFacts} from './undo-facts.js';

type KeptFact = 'keptRevision' | 'keptMembers' | 'keptVersion';

/** The database of one of the members whose data comes back; undefined where it cannot be read, or nothing was kept. */
export async function keptDataOf(
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
