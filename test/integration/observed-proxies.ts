import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {TestCluster} from '../helpers/cluster.js';
import {statusOf, type NodeJson, type StatusJson} from './observed-cluster.js';

export interface ProxyJson extends NodeJson {
  readonly mode?: 'readwrite' | 'readonly';
  readonly endpoints?: {
    readonly configured?: readonly string[];
    readonly missing?: readonly string[];
    readonly stale?: readonly string[];
    readonly specIsCurrent?: boolean;
  };
}

export type ProxyStatus = Omit<StatusJson, 'nodes'> & {
  readonly nodes: readonly ProxyJson[];
  readonly next: readonly string[];
};

const SERVING_MS = 30_000;

export function nodeOf({nodes}: ProxyStatus, name: string): ProxyJson {
  const node = nodes.find(candidate => candidate.name === name);
  if (node === undefined) throw new Error(`no ${name}`);
  return node;
}

export async function statusNow(cluster: TestCluster): Promise<ProxyStatus> {
  return (await statusOf(cluster)) as ProxyStatus;
}

/** The first status that satisfies; throws with the last one where none does in time. */
export async function statusWhere(
  cluster: TestCluster,
  holds: (status: ProxyStatus) => boolean,
): Promise<ProxyStatus> {
  const deadline = performance.now() + SERVING_MS;
  for (;;) {
    const status = await statusNow(cluster);
    if (holds(status)) return status;
    if (performance.now() > deadline)
      throw new Error(`never as expected: ${JSON.stringify(status, null, 1)}`);
  }
}

export function allHealthy({nodes}: ProxyStatus): boolean {
  return nodes.every(({healthy}) => healthy);
}

export function edit({dir}: TestCluster, file: string, change: (text: string) => string): void {
  const path = join(dir, file);
  const text = readFileSync(path, 'utf8');
  if (change(text) === text) throw new Error(`nothing to change in ${file}:\n${text}`);
  writeFileSync(path, change(text));
}
