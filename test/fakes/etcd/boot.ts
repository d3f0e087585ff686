import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {NodeLaunch} from '../../../src/lib/adapters/host/host.js';
import {predictIds} from '../../../src/lib/domain/config/cluster-id.js';
import {walIdentityOf} from '../../../src/lib/domain/etcd-data/wal-identity.js';
import {walHead} from '../../helpers/wal-bytes.js';
import {createFakeCluster, type FakeCluster, type FakeMember} from './fake-cluster.js';
import {contentIn} from './fake-database.js';
import type {MemberConfig} from './member-config.js';

/** Who a data directory belongs to: what real etcd keeps at the head of its log. */
export interface Identity {
  readonly clusterId: string;
  readonly memberId: string;
  /** Of data that was restored and has not run yet: all members that were. */
  readonly begins?: readonly FakeMember[];
}

type Dirs = Pick<NodeLaunch, 'dataDir' | 'walDir'>;

/** Beside the database, so that it goes where the data goes. */
const IDENTITY = join('member', 'identity.json');
const FIRST_LOG = '0000000000000000-0000000000000000.wal';

function walDirOf({dataDir, walDir = join(dataDir, 'member', 'wal')}: Dirs): string {
  return walDir;
}

function readIdentity({dataDir}: Dirs): Identity | undefined {
  const path = join(dataDir, IDENTITY);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Identity) : undefined;
}

/** The log has it too, where it has none yet. */
export function writeIdentity(dirs: Dirs, identity: Identity): void {
  const walDir = walDirOf(dirs);
  for (const dir of [join(dirs.dataDir, 'member'), walDir]) mkdirSync(dir, {recursive: true});
  writeFileSync(join(dirs.dataDir, IDENTITY), JSON.stringify(identity));
  const log = join(walDir, FIRST_LOG);
  if (!existsSync(log)) writeFileSync(log, walHead(identity));
}

export function hasData(dirs: Dirs): boolean {
  const walDir = walDirOf(dirs);
  return existsSync(join(dirs.dataDir, IDENTITY)) || (existsSync(walDir) && readdirSync(walDir).length > 0);
}

/** Why the log does not belong to the data; real etcd starts on both all the same. */
function mismatchOf(dirs: Dirs, {clusterId}: Identity): string | undefined {
  const log = join(walDirOf(dirs), FIRST_LOG);
  if (!existsSync(log)) return 'without the log of its data';
  const found = walIdentityOf(readFileSync(log));
  return found === undefined || found.clusterId === clusterId ? undefined : 'on the log of another cluster';
}

/** What there is besides the member that starts. */
export interface Surroundings {
  readonly clusters: Map<string, FakeCluster>;
  /** The cluster of a process that listens on one of these peer URLs. */
  readonly clusterAt: (peerUrls: readonly string[]) => FakeCluster | undefined;
  readonly isAlive: (memberId: string) => boolean;
  /** What should never happen, and real etcd lets happen. */
  readonly violations: string[];
}

/** The last words of a member that ends at its start. */
interface LastWords {
  readonly words: string;
}

export type Start = Identity | LastWords;

export function isLastWords(start: Start): start is LastWords {
  return 'words' in start;
}

function beginCluster(config: MemberConfig, {clusters, isAlive}: Surroundings): Start {
  const entries = [...config.initialCluster];
  const {clusterId, memberIds} = predictIds(
    entries.map(([, urls]) => urls),
    config.token,
  );
  const own = entries.findIndex(([name]) => name === config.name);
  const memberId = memberIds[own];
  if (memberId === undefined)
    return {words: `couldn't find local name "${config.name}" in the initial cluster configuration`};
  const known = clusters.get(clusterId);
  if (known?.born.has(memberId) === true && known.members.some(({id}) => id !== memberId && isAlive(id)))
    return {words: `member ${memberId} has already been bootstrapped`};
  if (known === undefined) {
    const members = entries.map(([name, peerUrls], index) => ({
      id: memberIds[index]!,
      name,
      peerUrls: [...peerUrls],
      clientUrls: [],
      isLearner: false,
    }));
    clusters.set(clusterId, createFakeCluster(clusterId, members));
  }
  return {clusterId, memberId};
}

function joinCluster(config: MemberConfig, {clusterAt, violations}: Surroundings): Start {
  const own = config.initialCluster.get(config.name);
  if (own === undefined)
    return {words: `couldn't find local name "${config.name}" in the initial cluster configuration`};
  const others = [...config.initialCluster.values()].flat().filter(url => !own.includes(url));
  const cluster = clusterAt(others);
  if (cluster === undefined)
    return {
      words:
        'cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs',
    };
  const {id: clusterId, members, born} = cluster;
  if (members.length !== config.initialCluster.size)
    return {words: 'error validating peerURLs: member count is unequal'};
  const listed = new Set(members.map(({peerUrls}) => [...peerUrls].sort().join()));
  if (![...config.initialCluster.values()].every(urls => listed.has([...urls].sort().join())))
    return {words: 'error validating peerURLs: unmatched member while checking PeerURLs'};
  const member = members.find(({peerUrls}) => [...peerUrls].sort().join() === [...own].sort().join())!;
  if (born.has(member.id)) violations.push(`${config.name} came back under its old id without its data`);
  return {clusterId, memberId: member.id};
}

/** Which member a process becomes, or with which words it ends. */
export function decideStart(launch: NodeLaunch, config: MemberConfig, around: Surroundings): Start {
  const identity = readIdentity(launch);
  if (identity === undefined)
    return config.joins ? joinCluster(config, around) : beginCluster(config, around);
  const mismatch = mismatchOf(launch, identity);
  if (mismatch !== undefined) around.violations.push(`${config.name} started ${mismatch}`);
  const {clusterId, begins} = identity;
  if (begins !== undefined && !around.clusters.has(clusterId))
    around.clusters.set(clusterId, createFakeCluster(clusterId, begins, contentIn(launch.dataDir)));
  const removed = around.clusters.get(identity.clusterId)?.removed.has(identity.memberId) === true;
  return removed ? {words: 'the member has been permanently removed from the cluster'} : identity;
}
