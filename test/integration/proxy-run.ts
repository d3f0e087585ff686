import {spawn} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {parse, stringify} from 'yaml';

import {cleanEnv} from '../helpers/cli.js';
import type {ClusterNode, TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {cliOk} from './observed-cluster.js';

const SERVING_MS = 30_000;

/** Asks until there is an answer. */
export async function eventually<T>(ask: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + SERVING_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

interface NodeOfSpec {
  readonly name: string;
  readonly mode?: string;
  readonly plainListen?: boolean;
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** Changes nodes of the spec, by name, and writes their files anew. */
export async function changeNodes(
  cluster: TestCluster,
  changes: Readonly<Record<string, Partial<NodeOfSpec>>>,
): Promise<void> {
  const path = join(cluster.dir, 'etcdops.yaml');
  const spec = parse(readFileSync(path, 'utf8')) as {nodes: NodeOfSpec[]};
  const nodes = spec.nodes.map(node => ({...node, ...changes[node.name]}));
  writeFileSync(path, stringify({...spec, nodes}));
  await cliOk(cluster, ['render']);
}

/** Runs an etcd until the test ends. Its output is thrown away: a pipe that nobody reads would stop it. */
export function startEtcd({binDir}: Pick<TestCluster, 'binDir'>, cwd: string, args: readonly string[]): void {
  const child = spawn(join(binDir, 'etcd'), args, {cwd, env: cleanEnv(), stdio: 'ignore'});
  onDispose(() => void child.kill('SIGTERM'));
}

export function nodeOf({nodes}: TestCluster, name: string): ClusterNode & {clientUrl: string} {
  const node = nodes.find(one => one.name === name);
  if (node?.clientUrl === undefined) throw new Error(`no node ${name} with a client URL`);
  return {...node, clientUrl: node.clientUrl};
}

type Environment = Readonly<Record<string, string>>;

/** What etcdctl needs in its environment to talk to one node. */
export async function environmentFor(cluster: TestCluster, name: string): Promise<Environment> {
  const {env} = (await cliOk(cluster, ['env', '--json'])).json<{env: Record<string, string>}>();
  return cleanEnv({...env, ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: nodeOf(cluster, name).clientUrl});
}

export type Etcdctl = (...args: string[]) => Promise<string>;

/** etcdctl of the same etcd with one node as its endpoint; throws where it fails. */
function etcdctlWith({binDir}: TestCluster, env: Environment): Etcdctl {
  return async (...args) => {
    const {stdout} = await execa(join(binDir, 'etcdctl'), args, {env, extendEnv: false, timeout: 30_000});
    return stdout;
  };
}

/** An etcdctl for each of the nodes, once it passes a v3 write on. */
export async function waysThrough<Name extends string>(
  cluster: TestCluster,
  names: readonly Name[],
): Promise<Readonly<Record<Name, Etcdctl>>> {
  const ways = await Promise.all(
    names.map(async name => {
      const etcdctl = etcdctlWith(cluster, await environmentFor(cluster, name));
      await eventually(() => etcdctl('put', 'ready', name), `${name} passes a write on`);
      return [name, etcdctl] as const;
    }),
  );
  return Object.fromEntries(ways) as Record<Name, Etcdctl>;
}

/** A running etcdctl with what it has written so far. */
export interface Session {
  readonly write: (text: string) => void;
  readonly output: () => string;
}

/** Starts an etcdctl that goes on until the test ends, such as `watch`. */
export function startEtcdctl({binDir}: TestCluster, env: Environment, args: readonly string[]): Session {
  const child = spawn(join(binDir, 'etcdctl'), args, {env, stdio: ['pipe', 'pipe', 'ignore']});
  onDispose(() => void child.kill('SIGTERM'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  return {write: text => void child.stdin.write(text), output: () => output};
}
