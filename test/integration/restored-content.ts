import {closeSync, openSync, readFileSync} from 'node:fs';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';

import {expect} from 'vitest';

import {saysCompacted} from '../../src/lib/adapters/etcd-api/classify-error.js';
import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {cleanEnv} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {waitUntil} from '../helpers/processes.js';
import {askEtcd, contentOf, firstWatchAnswer, putMany, revisionOf} from './restored-cluster.js';
import {json} from './saved-snapshots.js';

/** What a snapshot holds, and what was written over it afterwards. */
export interface Story {
  /** Absolute. */
  readonly path: string;
  readonly atSave: Map<string, string>;
  readonly revisionAtSave: number;
  /** Hex, without a prefix. */
  readonly lease: string;
  readonly later: Map<string, string>;
}

/** 10,000 keys, a lease with one more, a user and a role; saved by etcdops; then more written, and some of it deleted. */
export async function aStory(cluster: TestCluster): Promise<Story> {
  await putMany(cluster, 'k', 10_000);
  const granted = await cluster.etcdctl('lease', 'grant', '3600');
  const lease = /lease (\w+) granted/.exec(granted)![1]!;
  await cluster.etcdctl('put', `--lease=${lease}`, 'leased', 'for an hour');
  await cluster.etcdctl('user', 'add', 'ann:secret');
  await cluster.etcdctl('role', 'add', 'reader');
  await cluster.etcdctl('user', 'grant-role', 'ann', 'reader');
  const [atSave, revisionAtSave] = [await contentOf(cluster), await revisionOf(cluster)];
  const saved = await json<SaveResult>(cluster, 'snapshot', 'save');
  expect(saved).toMatchObject({exitCode: 0, revision: revisionAtSave});
  await putMany(cluster, 'later', 500);
  await cluster.etcdctl('del', 'k000', '--prefix');
  await cluster.etcdctl('user', 'delete', 'ann');
  const path = join(cluster.dir, saved.path);
  return {path, atSave, revisionAtSave, lease, later: await contentOf(cluster)};
}

/** Users, roles and leases came along, and the key of the lease is still of it. */
export async function assertAllCameAlong(cluster: TestCluster, {atSave, lease}: Story): Promise<void> {
  expect(await contentOf(cluster)).toEqual(atSave);
  expect(await cluster.etcdctl('user', 'get', 'ann')).toContain('reader');
  const leases = await askEtcd(cluster, '/v3/lease/leases', {});
  expect(leases['leases']).toHaveLength(1);
  expect(await cluster.etcdctl('lease', 'timetolive', lease, '--keys')).toContain('leased');
}

/** A watch and a read of before hear that their revision is gone; 3.4 cannot raise what it restores. */
export async function assertPastIsCompacted(cluster: TestCluster, {revisionAtSave}: Story): Promise<void> {
  const bump = cluster.line === '3.4' ? 0 : 1_000_000_000;
  expect(await revisionOf(cluster)).toBe(revisionAtSave + bump);
  if (bump === 0) return;
  expect(await firstWatchAnswer(cluster, revisionAtSave)).toContain('compact_revision');
  const read = await askEtcd(cluster, '/v3/kv/range', {key: 'AA==', revision: String(revisionAtSave)});
  expect(saysCompacted(JSON.stringify(read))).toBe(true);
}

/** Starts a member by hand on the data that it had before, at its old addresses, until the others refuse to know it. */
export async function startOldMember(
  {binDir, dir, nodes}: TestCluster,
  name: string,
  dataDir: string,
): Promise<{end(): Promise<void>}> {
  const {clientUrl = '', peerUrl = ''} = nodes.find(node => node.name === name)!;
  const logFile = join(dir, 'old-member.log');
  const log = openSync(logFile, 'w');
  const args = [
    ...['--name', name, '--data-dir', dataDir],
    ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
    ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
    ...['--initial-cluster', `${name}=${peerUrl}`],
  ];
  const child = spawn(join(binDir, 'etcd'), args, {cwd: dir, env: cleanEnv(), stdio: ['ignore', log, log]});
  closeSync(log);
  const exited = once(child, 'exit');
  onDispose(() => void child.kill('SIGKILL'));
  const isRefused = (): boolean => /cluster ID mismatch/i.test(readFileSync(logFile, 'utf8'));
  await waitUntil(isRefused, 30_000, `the others refuse ${name}`);
  return {
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
