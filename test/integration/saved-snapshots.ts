import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import type {TestCluster} from '../helpers/cluster.js';

export type Exit = {readonly exitCode: number};

/** What a command says as JSON, with how it ended. */
export async function json<T>(cluster: TestCluster, ...args: string[]): Promise<T & Exit> {
  const result = await cluster.cli([...args, '--json']);
  return {...result.json<T>(), exitCode: result.exitCode};
}

/** The names of the files among the snapshots of a cluster. */
export function snapshotsOf({dir}: TestCluster): string[] {
  const folder = join(dir, '.etcdops/snapshots');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The findings, as `code severity`. */
export function found({findings}: SnapshotReport): string[] {
  return findings.map(({code, severity}) => `${code} ${severity}`);
}
