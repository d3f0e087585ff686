import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {isLoopback} from '../nodes/hosts.js';

export const SPEC_FILE = 'etcdops.yaml';
/** Data, logs, pids and runs: private (0700) and never in version control. */
export const STATE_DIR = '.etcdops';
export const SCHEMA_FILE = `${STATE_DIR}/etcdops.schema.json`;
export const LOCK_FILE = `${STATE_DIR}/lock`;
export const STATE_FILE = `${STATE_DIR}/state.json`;
/** Journals of runs, one file each. */
export const RUNS_DIR = `${STATE_DIR}/runs`;
/** Snapshots that were given no other place. */
export const SNAPSHOTS_DIR = `${STATE_DIR}/snapshots`;
/** What `snapshot prune` put aside, and deletes from there later. */
export const SNAPSHOTS_TRASH_DIR = `${STATE_DIR}/snapshots-trash`;
/** Where a snapshot is restored on trial, for a moment. */
export const DRILL_DIR = `${STATE_DIR}/drill`;
/** Of the discovery service that etcdops runs itself: its data, log and pid. */
export const DISCOVERY_DIR = `${STATE_DIR}/discovery`;
/** Held while one is saved or removed. */
export const SNAPSHOTS_LOCK_FILE = `${STATE_DIR}/snapshots.lock`;
export const STAGING_DIR = `${STATE_DIR}/staging`;

/** Where a unit expects things on a machine that etcdops does not run on. */
const REMOTE_DATA_ROOT = '/var/lib/etcd';
const REMOTE_CONFIG_ROOT = '/etc/etcd';
export const REMOTE_BIN_DIR = '/usr/local/bin';

/** All paths are relative to the folder of the spec, except those of a node on another machine. */
export function nodeDir(name: string): string {
  return `nodes/${name}`;
}

export function configFileOf(name: string): string {
  return `${nodeDir(name)}/etcd.yaml`;
}

/** etcd reads no config file for gateways and gRPC proxies: their arguments, one a line. */
export function commandFileOf(name: string): string {
  return `${nodeDir(name)}/command.txt`;
}

export function logFileOf(name: string): string {
  return `${STATE_DIR}/logs/${name}.log`;
}

/** A copy of the config file with which the process of a node was started. */
export function startedFileOf(name: string): string {
  return `${STATE_DIR}/started/${name}.yaml`;
}

export function pidFileOf(name: string): string {
  return `${STATE_DIR}/pids/${name}.json`;
}

/**
 * Whether a node's files live below the spec's folder. A rule on the spec alone, so that artifacts do not depend on
 * the machine they are rendered on: loopback hosts do, and nodes whose data directory the spec puts there.
 */
export function livesInFolder(node: Pick<SpecNode, 'host' | 'dataDir'>): boolean {
  if (node.dataDir !== undefined) return !node.dataDir.startsWith('/');
  return isLoopback(node.host);
}

/**
 * Whether a node is started from the spec's folder. A gateway has no data by whose place that could be told: it is
 * started where the others of its machine are.
 */
export function startsInFolder(
  {nodes}: Pick<ClusterSpec, 'nodes'>,
  node: Pick<SpecNode, 'role' | 'host' | 'dataDir'>,
): boolean {
  if (livesInFolder(node)) return true;
  return node.role === 'gateway' && nodes.some(other => other.host === node.host && livesInFolder(other));
}

/** The default data directory of a node below the spec's folder. */
export function folderDataDir(name: string): string {
  return `${STATE_DIR}/data/${name}`;
}

export function dataDirOf(node: Pick<SpecNode, 'name' | 'host' | 'dataDir'>): string {
  return (
    node.dataDir ?? (isLoopback(node.host) ? folderDataDir(node.name) : `${REMOTE_DATA_ROOT}/${node.name}`)
  );
}

/** Where the config file of a node stands on its own machine, when that is another one. */
export function remoteConfigFileOf(name: string): string {
  return `${remoteConfigDirOf(name)}/etcd.yaml`;
}

/** The folder of the config file and the certificates of a node on another machine. */
export function remoteConfigDirOf(name: string): string {
  return `${REMOTE_CONFIG_ROOT}/${name}`;
}
