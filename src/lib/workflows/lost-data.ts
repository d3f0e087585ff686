import {lostDataHints, lostDataMessage, type LostData} from '../domain/cluster/lost-data.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterState} from '../queries/cluster-state.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './observe-nodes.js';

/** Members that were part of the healthy cluster, and have no log where the spec wants it. */
export function findLost(
  {spec, folder}: ClusterContext['loaded'],
  nodes: readonly Pick<LocalNode, 'node' | 'launch' | 'hasData'>[],
  {members = [], nodes: made = []}: ClusterState,
): LostData[] {
  return nodes
    .filter(({node, hasData}) => !hasData && members.includes(node.name))
    .map(({node: {name}, launch}) => {
      const before = made.find(other => other.name === name && other.role === 'member');
      return {
        name,
        place: launch,
        ...(before === undefined ? {} : {before: launchOf(spec, before, {folder})}),
      };
    });
}

/** A member that was part of a healthy cluster and comes back empty breaks what it has promised: never start it. */
export function assertNoDataLost(
  {loaded}: ClusterContext,
  nodes: readonly LocalNode[],
  state: ClusterState,
): void {
  const lost = findLost(loaded, nodes, state);
  if (lost.length === 0) return;
  throw new OpsError('E_DATA_LOST', lostDataMessage(lost, state.clusterId), {hints: lostDataHints(lost)});
}
