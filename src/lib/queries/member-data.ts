import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch} from '../adapters/host/host.js';
import {predictIds} from '../domain/config/cluster-id.js';
import {clusterTokenOf} from '../domain/discovery/method.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {joins, membersOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {launchOf} from './node-launch.js';

/**
 * Whether a member has a write-ahead log: etcd ignores every bootstrap setting from then on. As etcd itself decides
 * it: an empty folder is none.
 */
export async function hasWal(
  {files}: Pick<Adapters, 'files'>,
  {dataDir, walDir}: Pick<NodeLaunch, 'dataDir' | 'walDir'>,
): Promise<boolean> {
  return (await files.list(walDir ?? join(dataDir, 'member', 'wal'))).some(name => name.endsWith('.wal'));
}

/**
 * The id that the cluster of a spec gets at its first start; undefined where a member has joined since: who was there
 * at the start is not in the spec any more.
 */
export function predictedClusterId(spec: ClusterSpec): string | undefined {
  const members = membersOf(spec);
  if (members.some(joins)) return undefined;
  const peerUrls = members.map(member => [peerUrlOf(spec, member)!]);
  return predictIds(peerUrls, clusterTokenOf(spec)).clusterId;
}

/** The predicted id, where it is certain that no member ever started: all are here, and none has data. */
export async function idBeforeFirstStart(
  {files, host}: Pick<Adapters, 'files' | 'host'>,
  spec: ClusterSpec,
  folder: string,
): Promise<string | undefined> {
  const members = membersOf(spec);
  const own = host.ownAddresses();
  if (members.some(member => !isOnThisMachine(spec, member, own))) return undefined;
  const started = await Promise.all(members.map(member => hasWal({files}, launchOf(spec, member, {folder}))));
  return started.includes(true) ? undefined : predictedClusterId(spec);
}
