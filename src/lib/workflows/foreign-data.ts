import {disagreement, foreignData, foreignHints, foreignMessage} from '../domain/cluster/foreign-data.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterState} from '../queries/cluster-state.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './observe-nodes.js';

/**
 * Members that do not run, before they start: on data of another cluster they would be refused by the others, or be that
 * cluster in the place of this one. What a log does not tell is not held against it.
 * @throws E_CLUSTER_MISMATCH
 */
export async function assertOwnData(
  {adapters, loaded: {spec}}: ClusterContext,
  nodes: readonly LocalNode[],
  {clusterId, formerClusterIds = []}: ClusterState,
): Promise<void> {
  const idle = nodes.filter(
    ({node, running, hasData}) => node.role === 'member' && running === undefined && hasData,
  );
  const all = await Promise.all(
    idle.map(async ({node: {name}, launch}) => ({
      name,
      dataDir: launch.dataDir,
      clusterId: (await adapters.etcdData.lookAt(launch))?.clusterId,
    })),
  );
  if (clusterId !== undefined) {
    const found = foreignData(all, {clusterId, formerIds: formerClusterIds});
    if (found === undefined) return;
    throw new OpsError('E_CLUSTER_MISMATCH', foreignMessage(found), {
      hints: foreignHints(found, found.foreign.length === membersOf(spec).length),
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
