/** A member as the order of starting sees it. */
export interface StartCandidate {
  readonly name: string;
  readonly peerUrl: string;
  /** It runs, or has a write-ahead log: it asks nobody when it starts. */
  readonly knowsCluster: boolean;
}

/**
 * The new member that has to answer its peers before the others start; undefined where none has to. A new member asks
 * for the cluster at the other peer URLs in the order of their text and takes the first answer; one whose socket is
 * open while it asks itself costs a second. So with the first in that order up, all others may start at once.
 * @see https://github.com/etcd-io/etcd/blob/main/server/etcdserver/cluster_util.go getRemotePeerURLs
 */
export function pioneerOf(members: readonly StartCandidate[]): string | undefined {
  const fresh = members.filter(({knowsCluster}) => !knowsCluster);
  if (fresh.length < 2) return undefined;
  return fresh.reduce((first, member) => (member.peerUrl < first.peerUrl ? member : first)).name;
}
