import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {expect} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';

type Json = Record<string, unknown>;

/** etcd's own answer through the JSON gateway of the first member. */
export async function askEtcd(
  {endpoints}: Pick<TestCluster, 'endpoints'>,
  path: string,
  body: object,
): Promise<Json> {
  const response = await fetch(`${endpoints[0]}${path}`, {method: 'POST', body: JSON.stringify(body)});
  return (await response.json()) as Json;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** etcd takes so many in one transaction. */
const MOST_OPS = 128;

/** Writes keys `<prefix>00000` and so on, many in each transaction. */
export async function putMany(cluster: TestCluster, prefix: string, count: number): Promise<void> {
  const key = (index: number): string => `${prefix}${String(index).padStart(5, '0')}`;
  for (let from = 0; from < count; from += MOST_OPS) {
    const indexes = Array.from({length: Math.min(MOST_OPS, count - from)}, (_, at) => from + at);
    const success = indexes.map(index => ({
      request_put: {key: base64(key(index)), value: base64(`value ${index}`)},
    }));
    const answer = await askEtcd(cluster, '/v3/kv/txn', {success});
    expect(answer['succeeded']).toBe(true);
  }
}

/** All keys with their values. */
export async function contentOf(cluster: Pick<TestCluster, 'endpoints'>): Promise<Map<string, string>> {
  const {kvs = []} = await askEtcd(cluster, '/v3/kv/range', {key: 'AA==', range_end: 'AA=='});
  const text = (value = ''): string => Buffer.from(value, 'base64').toString();
  return new Map((kvs as {key: string; value?: string}[]).map(({key, value}) => [text(key), text(value)]));
}

export async function revisionOf(cluster: TestCluster): Promise<number> {
  const {header} = await askEtcd(cluster, '/v3/maintenance/status', {});
  return Number((header as Json)['revision']);
}

/** What a watch from an old revision hears first. */
export async function firstWatchAnswer(
  {endpoints}: Pick<TestCluster, 'endpoints'>,
  startRevision: number,
): Promise<string> {
  const create_request = {key: base64('a'), start_revision: String(startRevision)};
  const response = await fetch(`${endpoints[0]}/v3/watch`, {
    method: 'POST',
    body: JSON.stringify({create_request}),
    signal: AbortSignal.timeout(10_000),
  });
  const reader = response.body!.getReader();
  let text = '';
  while (!text.includes('compact_revision')) {
    const part = (await reader.read()) as {value?: Uint8Array};
    if (part.value === undefined) break;
    text += Buffer.from(part.value).toString();
  }
  await reader.cancel();
  return text;
}

/** Directories of the members, without the ids of runs. */
export function dataFolders({dir}: Pick<TestCluster, 'dir'>): string[] {
  return readdirSync(join(dir, '.etcdops/data'))
    .map(name => name.replace(/\d{8}T\d{6}Z-\w+/, 'RUN'))
    .sort();
}

export function stateOf({dir}: Pick<TestCluster, 'dir'>): {clusterId?: string; formerClusterIds?: string[]} {
  return JSON.parse(readFileSync(join(dir, '.etcdops/state.json'), 'utf8')) as {clusterId?: string};
}

/** `etcdctl snapshot save` of the first member. */
export async function saveByHand(
  {binDir, dir, endpoints}: Pick<TestCluster, 'binDir' | 'dir' | 'endpoints'>,
  name: string,
): Promise<string> {
  const path = join(dir, name);
  const env = cleanEnv({ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: endpoints[0]});
  await execa(join(binDir, 'etcdctl'), ['snapshot', 'save', path], {env, extendEnv: false, timeout: 60_000});
  return path;
}

export const THREE = ['infra0', 'infra1', 'infra2'];

/** The members' directories with the old ones kept beside. */
export function keptBeside(members: readonly string[], ending: 'replaced' | 'undone'): string[] {
  return members.flatMap(name => [name, `${name}.${ending}-RUN`]);
}
