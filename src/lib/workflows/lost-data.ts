import {lostDataHints, lostDataMessage, type LostData} from '../domain/cluster/lost-data.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterState} from '../queries/cluster-state.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './observe-nodes.js';

/** Members that were part of the healthy cluster, and have no log where the spec wants it. */
export function findLost(
  {adapters: {files}, loaded: {spec, folder}}: ClusterContext,
  nodes: readonly Pick<LocalNode, 'node' | 'launch' | 'hasData'>[],
  {members = [], nodes: made = []}: ClusterState,
): Promise<LostData[]> {
  const lost = nodes.filter(({node, hasData}) => !hasData && members.includes(node.name));
  return Promise.all(
    lost.map(async ({node: {name}, launch}) => {
      const before = made.find(other => other.name === name && other.role === 'member');
      const deadLink =
        (await files.deadLinkOf(launch.dataDir)) ??
        (launch.walDir === undefined ? undefined : await files.deadLinkOf(launch.walDir));
      return {
        name,
        place: launch,
        ...(before === undefined ? {} : {before: launchOf(spec, before, {folder})}),
        ...(deadLink === undefined ? {} : {deadLink}),
      };
    }),
  );
}

/** A member that was part of a healthy cluster and comes back empty breaks what it has promised: never start it. */
export async function assertNoDataLost(
  context: ClusterContext,
  nodes: readonly LocalNode[],
  state: ClusterState,
): Promise<void> {
  const lost = await findLost(context, nodes, state);
  if (lost.length === 0) return;
  throw new OpsError('E_DATA_LOST', lostDataMessage(lost, state.clusterId), {hints: lostDataHints(lost)});
}
