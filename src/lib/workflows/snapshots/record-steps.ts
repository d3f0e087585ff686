import {isDeepStrictEqual} from 'node:util';

import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import type {ClusterRecord, PlannedAction} from '../steps/actions.js';

/** Its step is behind what makes another cluster of this one. */
export const RECORD_CLUSTER = 'record-cluster';

/**
 * Behind it members start on what came, and clients write into it.
 * @param takesBack the restore of which it brings back what was before
 */
export function recordStep(record: ClusterRecord, undo: ClusterRecord, takesBack?: string): PlannedAction {
  return {
    id: RECORD_CLUSTER,
    title: `note that the cluster is ${record.clusterId} from now on`,
    action: 'record-cluster',
    input: {record, undo, ...(takesBack === undefined ? {} : {takesBack})},
    pointOfNoReturn: true,
  };
}

/** The record after the cluster has become another one. */
export function nextRecord(
  {clusterId, formerClusterIds}: ClusterRecord,
  next: string,
  members: readonly SpecNode[],
): ClusterRecord {
  const former = clusterId === undefined ? formerClusterIds : [...formerClusterIds, clusterId];
  return {
    clusterId: next,
    formerClusterIds: [...new Set(former)].filter(id => id !== next),
    members: members.map(({name}) => name),
  };
}

/**
 * Who is gone for good has been stopped by then.
 * @param known the nodes as etcdops last made them
 */
export function recordNodesSteps(
  known: readonly SpecNode[] | undefined,
  {nodes}: ClusterSpec,
): PlannedAction[] {
  if (isDeepStrictEqual(known, nodes)) return [];
  return [
    {
      id: 'record-nodes',
      title: 'note the nodes of the spec as those that the cluster has',
      action: 'record-nodes',
      input: known === undefined ? {} : {before: known},
    },
  ];
}
