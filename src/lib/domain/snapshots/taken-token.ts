export interface TokenFacts {
  /** Of the cluster that is to come out of a snapshot. */
  readonly token: string;
  /** The id that it gets by that token. */
  readonly clusterId: string;
  /** The token of the cluster as it is. */
  readonly before: string;
  /** The id of the cluster, then those that it had before. */
  readonly clusterIds: readonly string[];
}

/** Why a restored cluster must not have a token, in words; undefined where it may. Who has its id is let in. */
export function takenToken({token, clusterId, before, clusterIds}: TokenFacts): string | undefined {
  const [now] = clusterIds;
  if (token === before || clusterId === now)
    return `--token ${token} is that of the cluster as it is: its members could speak to the restored ones`;
  if (clusterIds.includes(clusterId))
    return `--token ${token} makes cluster ${clusterId} again, which this one has been: members of then could speak to the restored ones`;
  return undefined;
}
