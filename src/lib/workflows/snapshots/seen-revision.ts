import type {RunningNode} from '../../adapters/host/host.js';
import {databaseIn} from '../../domain/etcd-data/database-facts.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import type {SurvivorChoice} from '../../domain/snapshots/choose-survivor.js';
import {readState} from '../../queries/cluster-state.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';

export interface Witnesses {
  /** By name, the nodes of before among them. */
  readonly running: ReadonlyMap<string, RunningNode>;
  /** The highest revision that those tell that answer. */
  readonly living: number | undefined;
  /** Dead members among which a restore chooses. */
  readonly survivors: SurvivorChoice | undefined;
}

/** Where members of this machine that do not run have their data, and had it before the spec was edited. */
async function idleDirs({adapters, loaded}: SpecContext, running: Witnesses['running']): Promise<string[]> {
  const {nodes = []} = await readState(adapters, loaded.folder);
  const own = adapters.host.ownAddresses();
  const idle = membersOf({nodes: [...loaded.spec.nodes, ...nodes]}).filter(
    node => !running.has(node.name) && isOnThisMachine(loaded.spec, node, own),
  );
  return [...new Set(idle.map(node => launchOf(loaded.spec, node, loaded).dataDir))];
}

/** The highest revision that any of them shows; nothing where nobody tells. */
export async function seenRevisionOf(
  cluster: SpecContext,
  {running, living, survivors}: Witnesses,
): Promise<{seenRevision?: number}> {
  const {etcdData} = cluster.adapters;
  const left = (await idleDirs(cluster, running)).map(
    async dir => (await etcdData.database(databaseIn(dir)))?.revision,
  );
  const rescued = survivors?.ranked.map(({database: {revision}}) => revision) ?? [];
  const told = [living, ...(await Promise.all(left)), ...rescued].filter(revision => revision !== undefined);
  return told.length === 0 ? {} : {seenRevision: Math.max(...told)};
}
