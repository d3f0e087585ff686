import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';

import type {TestCluster} from '../helpers/cluster.js';
import {membersOf} from './changed-cluster.js';
import {cliOk, statusOf} from './observed-cluster.js';

export async function names(cluster: TestCluster): Promise<string[]> {
  return (await membersOf(cluster)).map(({name}) => name);
}

export async function leaderOf(cluster: TestCluster): Promise<string> {
  return (await statusOf(cluster)).cluster.leader!;
}

export async function followerOf(cluster: TestCluster): Promise<string> {
  const {cluster: shown, nodes} = await statusOf(cluster);
  return nodes.find(({role, name}) => role === 'member' && name !== shown.leader)!.name;
}

export async function idOf(cluster: TestCluster, name: string): Promise<string> {
  return (await membersOf(cluster)).find(member => member.name === name)!.id;
}

/** Its data is never deleted: it stands beside. */
export function assertDataAside({dir}: TestCluster, name: string, times = 1): void {
  const aside = readdirSync(join(dir, '.etcdops/data')).filter(one => one.startsWith(`${name}.removed-`));
  expect(aside).toHaveLength(times);
  for (const folder of aside) expect(existsSync(join(dir, '.etcdops/data', folder, 'member'))).toBe(true);
}

/** The key `a`, which every test of changes writes first. */
export async function assertKept(cluster: TestCluster): Promise<void> {
  const {stdout} = await cliOk(cluster, ['ctl', '--', 'get', 'a', '--print-value-only']);
  expect(stdout).toBe('kept\n');
}
