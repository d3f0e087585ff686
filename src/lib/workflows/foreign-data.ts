import {
  disagreement,
  foreignData,
  foreignHints,
  foreignMessage,
  type ForeignData,
  type OwnedData,
  type SeenData,
} from '../domain/cluster/foreign-data.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterState} from '../queries/cluster-state.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './observe-nodes.js';

type Idle = Pick<LocalNode, 'node' | 'launch'>;

async function dataOf({adapters}: ClusterContext, idle: readonly Idle[]): Promise<SeenData[]> {
  return Promise.all(
    idle.map(async ({node: {name}, launch}) => ({
      name,
      dataDir: launch.dataDir,
      clusterId: (await adapters.etcdData.lookAt(launch))?.clusterId,
    })),
  );
}

/** The members of this machine that were not asked to start, and do not run. */
async function otherIdle({adapters, loaded}: ClusterContext, asked: readonly LocalNode[]): Promise<Idle[]> {
  const {spec} = loaded;
  const own = adapters.host.ownAddresses();
  const others = membersOf(spec)
    .filter(({name}) => !asked.some(({node}) => node.name === name))
    .filter(node => isOnThisMachine(spec, node, own))
    .map(node => ({node, launch: launchOf(spec, node, loaded)}));
  const running = await adapters.host.find(others.map(({launch}) => launch));
  return others.filter((_, index) => running[index] === undefined);
}

/** What every member of the spec has, where all of it is of other clusters than the one that is recorded. */
async function foreignOfAll(
  context: ClusterContext,
  asked: readonly LocalNode[],
  found: ForeignData,
): Promise<OwnedData[] | undefined> {
  const others = await dataOf(context, await otherIdle(context, asked));
  const all = [...found.foreign, ...(foreignData(others, found)?.foreign ?? [])];
  return all.length === membersOf(context.loaded.spec).length ? all : undefined;
}

/**
 * Members that do not run, before they start: on data of another cluster they would be refused by the others, or be that
 * cluster in the place of this one. What a log does not tell is not held against it.
 * @throws E_CLUSTER_MISMATCH
 */
export async function assertOwnData(
  context: ClusterContext,
  nodes: readonly LocalNode[],
  {clusterId, formerClusterIds = []}: ClusterState,
): Promise<void> {
  const idle = nodes.filter(
    ({node, running, hasData}) => node.role === 'member' && running === undefined && hasData,
  );
  const all = await dataOf(context, idle);
  if (clusterId !== undefined) {
    const found = foreignData(all, {clusterId, formerIds: formerClusterIds});
    if (found === undefined) return;
    throw new OpsError('E_CLUSTER_MISMATCH', foreignMessage(found), {
      hints: foreignHints(found, await foreignOfAll(context, nodes, found)),
    });
  }
  const message = disagreement(
    all.flatMap(one => (one.clusterId === undefined ? [] : [{...one, clusterId: one.clusterId}])),
  );
  if (message === undefined) return;
  throw new OpsError('E_CLUSTER_MISMATCH', message, {
    hints: [
      'move the data directories aside that are not of this cluster, then the same line again',
      'where snapshot restore --to has made some of it: etcdops snapshot adopt DIR',
    ],
  });
}
