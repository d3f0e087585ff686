import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {parse} from 'yaml';

import {cleanEnv, type CliResult} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';
import {argvOf, isRunning, pidsOf} from '../helpers/processes.js';

export interface NodeJson {
  readonly name: string;
  readonly role: string;
  readonly running: boolean;
  readonly healthy: boolean;
  readonly managedBy?: 'etcdops' | 'other';
  readonly pid?: number;
  readonly memberId?: string;
  readonly isLeader?: boolean;
  readonly error?: string;
}

/** What `status --json` and `up --json` say. */
export interface StatusJson {
  readonly schemaVersion: 1;
  readonly cluster: {
    readonly name: string;
    readonly id: string | null;
    readonly health: 'healthy' | 'degraded' | 'down';
    readonly leader: string | null;
    readonly members: number;
    readonly faultTolerance: number;
    readonly revision: number | null;
  };
  readonly nodes: readonly NodeJson[];
}

export interface ErrorJson {
  readonly schemaVersion: 1;
  readonly error: {
    code: string;
    message: string;
    hints: string[];
    exitCode: number;
    details?: {findings?: {severity: string; message: string; fix?: string}[]};
  };
}

/** As much of a folder with a cluster as these functions need. */
export type ClusterFolder = Pick<TestCluster, 'dir' | 'cli'>;

export async function statusOf({cli}: Pick<TestCluster, 'cli'>): Promise<StatusJson> {
  return (await cli(['status', '--json'])).json<StatusJson>();
}

/** A command that must succeed; a failure shows all that it said. */
export async function cliOk(cluster: Pick<TestCluster, 'cli'>, args: readonly string[]): Promise<CliResult> {
  const result = await cluster.cli(args);
  if (result.exitCode !== 0) {
    throw new Error(`etcdops ${args.join(' ')} → ${result.exitCode}\n${result.stdout}\n${result.stderr}`);
  }
  return result;
}

/** The etcd processes of a folder: the pid of each, by the name of the node that it runs. */
export function etcdPids(dir: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const pid of pidsOf(dir)) {
    const argv = argvOf(pid);
    if (!/(^|\/)etcd$/.test(argv[0] ?? '') || !isRunning(pid)) continue;
    const name = /nodes\/([^/]+)\/etcd\.yaml/.exec(argv.join(' '))?.[1] ?? argv.join(' ');
    found.set(name, [...(found.get(name) ?? []), pid]);
  }
  return found;
}

/** What must hold at the end of every `up`: healthy, and one process for each of the members. */
export async function assertHealthy({dir, cli}: ClusterFolder, members = 3): Promise<StatusJson> {
  const result = await cli(['status', '--json']);
  const status = result.json<StatusJson>();
  const processes = [...etcdPids(dir).values()].map(pids => pids.length);
  const ones = Array.from({length: members}, () => 1);
  if (result.exitCode !== 0 || status.cluster.health !== 'healthy' || String(processes) !== String(ones)) {
    throw new Error(
      `not healthy with one process a member: ${String(processes)}\n${result.stdout}\n${result.stderr}`,
    );
  }
  return status;
}

interface Spec {
  readonly token: string;
  readonly tls: {readonly mode: string};
  readonly nodes: readonly {readonly host: string; readonly ports: {readonly peer: number}}[];
}

function firstEightBytes(...parts: Buffer[]): Buffer {
  return createHash('sha1').update(Buffer.concat(parts)).digest().subarray(0, 8);
}

/** The cluster id that etcd computes at its first start, from the spec alone; written here a second time on purpose. */
export function predictedClusterId(dir: string): string {
  const {token, nodes, tls} = parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as Spec;
  const ids = nodes.map(({host, ports}) =>
    firstEightBytes(
      Buffer.from(`${tls.mode === 'none' ? 'http' : 'https'}://${host}:${ports.peer}`),
      Buffer.from(token),
    ),
  );
  const hex = firstEightBytes(...ids.sort((a, b) => a.compare(b))).toString('hex');
  return hex.replace(/^0+/, '');
}

/** Runs etcdctl against some endpoints; a failure is a result. */
export async function etcdctl(
  {binDir}: Pick<TestCluster, 'binDir'>,
  endpoints: readonly string[],
  args: readonly string[],
): Promise<{exitCode: number | undefined; stdout: string; stderr: string}> {
  const {exitCode, stdout, stderr} = await execa(join(binDir, 'etcdctl'), args, {
    env: cleanEnv({ETCDCTL_ENDPOINTS: endpoints.join(',')}),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: 30_000,
  });
  return {exitCode, stdout, stderr};
}
