import type {SnapshotManifest} from './manifest.js';

/** What tells the snapshots of a cluster from those of others. */
export interface ClusterIdentity {
  /** Its name, which others may have too. */
  readonly cluster: string;
  /** Its id, and those that it had before it was restored; empty where it never was healthy. */
  readonly clusterIds: readonly string[];
  /** Those of them that an undo took back: their snapshots are of a state that nobody wanted. */
  readonly undoneIds?: readonly string[];
}

/** Whether a snapshot is of the cluster: one that never was healthy has no id to go by. */
export function isOfCluster(
  manifest: Pick<SnapshotManifest, 'cluster' | 'clusterId'>,
  {cluster, clusterIds}: ClusterIdentity,
): boolean {
  return clusterIds.length === 0 ? manifest.cluster === cluster : clusterIds.includes(manifest.clusterId);
}
