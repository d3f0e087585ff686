import {createHash} from 'node:crypto';

function firstEightBytes(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest().subarray(0, 8);
}

/** 64-bit ids are lower-case hex without leading zeros everywhere in etcdops, as etcdctl prints them. */
function toHex(id: Buffer): string {
  return id.readBigUInt64BE().toString(16);
}

/**
 * The ids that a static bootstrap will get, known before any process starts: etcd derives a member's from its peer
 * URLs and the token, and the cluster's from the members'.
 * @see https://github.com/etcd-io/etcd/blob/main/server/etcdserver/api/membership/member.go
 */
export function predictIds(
  peerUrls: readonly (readonly string[])[],
  token: string,
): {clusterId: string; memberIds: string[]} {
  const members = peerUrls.map(urls => firstEightBytes([...urls].sort().join(''), token));
  const cluster = firstEightBytes(Buffer.concat([...members].sort((a, b) => a.compare(b))));
  return {clusterId: toHex(cluster), memberIds: members.map(toHex)};
}
