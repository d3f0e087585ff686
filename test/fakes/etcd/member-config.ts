import {readFileSync} from 'node:fs';

import {parse} from 'yaml';

import type {NodeLaunch} from '../../../src/lib/adapters/host/host.js';

/** What the fake etcd heeds of a config file. */
export interface MemberConfig {
  readonly name: string;
  /** Advertised to the others. */
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly listenPeerUrls: readonly string[];
  readonly listenClientUrls: readonly string[];
  /** Peer URLs by name; a name that comes twice has the URLs of both. */
  readonly initialCluster: ReadonlyMap<string, readonly string[]>;
  readonly joins: boolean;
  readonly token: string;
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function listOf(value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? value.split(',') : [];
}

function byName(entries: readonly string[]): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const entry of entries) {
    const [name = '', url = ''] = entry.split('=');
    members.set(name, [...(members.get(name) ?? []), url]);
  }
  return members;
}

/** The config file of a launch; undefined for what is no member. Throws where it is no YAML. */
export function readMemberConfig({configFile}: NodeLaunch): MemberConfig | undefined {
  if (configFile === undefined) return undefined;
  const keys = parse(readFileSync(configFile, 'utf8')) as Record<string, unknown>;
  if ('proxy' in keys) return undefined;
  return {
    name: textOf(keys['name'], 'default'),
    peerUrls: listOf(keys['initial-advertise-peer-urls']),
    clientUrls: listOf(keys['advertise-client-urls']),
    listenPeerUrls: listOf(keys['listen-peer-urls']),
    listenClientUrls: listOf(keys['listen-client-urls']),
    initialCluster: byName(listOf(keys['initial-cluster'])),
    joins: keys['initial-cluster-state'] === 'existing',
    token: textOf(keys['initial-cluster-token'], 'etcd-cluster'),
  };
}
