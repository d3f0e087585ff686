import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type ClusterOptions, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {etcdctl, statusOf, type NodeJson, type StatusJson} from './observed-cluster.js';

interface ProxyJson extends NodeJson {
  readonly mode?: 'readwrite' | 'readonly';
  readonly endpoints?: {
    readonly configured?: readonly string[];
    readonly missing?: readonly string[];
    readonly stale?: readonly string[];
    readonly specIsCurrent?: boolean;
  };
}

type ProxyStatus = StatusJson & {readonly nodes: readonly ProxyJson[]; readonly next: readonly string[]};

const SERVING_MS = 30_000;
const ANSWER_MS = 3000;

function commandOf({dir}: TestCluster, name: string): string[] {
  if (name.startsWith('proxy')) return ['--config-file', join(dir, 'nodes', name, 'etcd.yaml')];
  return readFileSync(join(dir, 'nodes', name, 'command.txt'), 'utf8')
    .trimEnd()
    .split('\n');
}

/** Starts a node from its artifacts, marked as etcdops marks what it starts. */
function start(cluster: TestCluster, name: string, args: readonly string[] = commandOf(cluster, name)): void {
  const env = cleanEnv({ETCDOPS_NODE: `${cluster.dir}#${name}`});
  const child = spawn(join(cluster.binDir, 'etcd'), args, {cwd: cluster.dir, env, stdio: 'ignore'});
  onDispose(() => void child.kill('SIGKILL'));
}

function nodeOf({nodes}: ProxyStatus, name: string): ProxyJson {
  const node = nodes.find(candidate => candidate.name === name);
  if (node === undefined) throw new Error(`no ${name}`);
  return node;
}

async function statusNow(cluster: TestCluster): Promise<ProxyStatus> {
  return (await statusOf(cluster)) as ProxyStatus;
}

/** The first status that satisfies; throws with the last one where none does in time. */
async function statusWhere(
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

function allHealthy({nodes}: ProxyStatus): boolean {
  return nodes.every(({healthy}) => healthy);
}

async function killMembers(cluster: TestCluster): Promise<void> {
  for (const {name} of cluster.nodes.filter(({role}) => role === 'member')) {
    const pid = cluster.pidOf(name);
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => !isRunning(pid), ANSWER_MS, `${name} is gone`);
  }
}

function edit({dir}: TestCluster, file: string, change: (text: string) => string): void {
  const path = join(dir, file);
  const text = readFileSync(path, 'utf8');
  if (change(text) === text) throw new Error(`nothing to change in ${file}:\n${text}`);
  writeFileSync(path, change(text));
}

function hostPort(cluster: TestCluster, name: string): string {
  return cluster.nodes.find(node => node.name === name)?.clientUrl?.replace(/^https?:\/\//, '') ?? '';
}

const TLS = [
  ['plain', []],
  ['with its own CA', ['--tls', 'ca']],
] as const;

describe.each(TLS)('status of proxies, %s', (_, args) => {
  const options = {args} satisfies ClusterOptions;

  it.each(['3.4', '3.5', '3.6', '3.7'] as const)('gateway and gRPC proxy of etcd %s', async line => {
    const cluster = await startCluster({...options, line, members: 1, gateways: 1, grpcProxies: 1});
    const stopped = await statusNow(cluster);
    start(cluster, 'gateway0');
    start(cluster, 'grpc-proxy0');

    const up = await statusWhere(cluster, allHealthy);
    await killMembers(cluster);
    const result = await cluster.cli(['status', '--json']);

    expect(stopped.next[0]).toBe('etcdops up gateway0 grpc-proxy0');
    const configured = [hostPort(cluster, 'infra0')];
    for (const name of ['gateway0', 'grpc-proxy0']) {
      expect(nodeOf(stopped, name)).toMatchObject({
        running: false,
        healthy: false,
        error: 'refuses connections',
      });
      expect(nodeOf(up, name)).toMatchObject({
        running: true,
        managedBy: 'etcdops',
        endpoints: {configured, missing: [], stale: [], specIsCurrent: true},
      });
    }
    const down = result.json<ProxyStatus>();
    expect([result.exitCode, result.durationMs < ANSWER_MS]).toEqual([6, true]);
    expect(nodeOf(down, 'gateway0')).toMatchObject({
      running: true,
      healthy: false,
      endpoints: {configured},
      error: 'reaches no member: it ends the connection at once',
    });
    expect(nodeOf(down, 'grpc-proxy0')).toMatchObject({
      running: true,
      healthy: false,
      endpoints: {configured},
    });
    expect(nodeOf(down, 'grpc-proxy0').error).toMatch(/^gets no linearizable read from the members/);
  });

  it.each(['3.4', '3.5'] as const)('v2 proxies of etcd %s, of both modes', async line => {
    const cluster = await startCluster({...options, line, members: 1, proxies: 2});
    edit(cluster, 'nodes/proxy1/etcd.yaml', text => text.replace(/^proxy: .*$/m, 'proxy: readonly'));
    start(cluster, 'proxy0');
    start(cluster, 'proxy1');

    const wrong = await statusWhere(
      cluster,
      status => nodeOf(status, 'proxy0').healthy && nodeOf(status, 'proxy1').mode !== undefined,
    );
    edit(cluster, 'etcdops.yaml', text => text.replace(/(name: proxy1[^]*?mode: )readwrite/, '$1readonly'));
    const right = await statusWhere(cluster, allHealthy);
    await killMembers(cluster);
    const result = await cluster.cli(['status', '--json']);

    const configured = [hostPort(cluster, 'infra0')];
    expect(nodeOf(wrong, 'proxy0')).toMatchObject({mode: 'readwrite', endpoints: {configured, missing: []}});
    expect(nodeOf(wrong, 'proxy1')).toMatchObject({
      mode: 'readonly',
      healthy: false,
      error: 'runs readonly, and the spec says readwrite',
    });
    expect(wrong.next).toEqual(['etcdops restart proxy1']);
    expect(nodeOf(right, 'proxy1')).toMatchObject({mode: 'readonly', healthy: true});
    const down = result.json<ProxyStatus>();
    expect([result.exitCode, result.durationMs < ANSWER_MS]).toEqual([6, true]);
    expect(nodeOf(down, 'proxy0')).toMatchObject({mode: 'readwrite', healthy: false});
    expect(nodeOf(down, 'proxy1')).toMatchObject({mode: 'readonly', healthy: false});
    for (const name of ['proxy0', 'proxy1']) expect(nodeOf(down, name).error).toMatch(/^reaches no member: /);
  });
});

it.each(['3.4', '3.7'] as const)('a gateway of etcd %s that leads to another cluster', async line => {
  const [cluster, other] = await Promise.all([
    startCluster({line, members: 1, gateways: 1, grpcProxies: 1}),
    startCluster({line, members: 1}),
  ]);
  const astray = (name: string): string[] =>
    commandOf(cluster, name).map(word =>
      word.startsWith('--endpoints=') ? `--endpoints=${hostPort(other, 'infra0')}` : word,
    );
  start(cluster, 'gateway0', astray('gateway0'));
  start(cluster, 'grpc-proxy0', astray('grpc-proxy0'));

  const status = await statusWhere(cluster, ({nodes}) => nodes.every(({running}) => running));

  const {id} = (await statusNow(other)).cluster;
  expect(nodeOf(status, 'gateway0')).toMatchObject({
    healthy: false,
    error: `answers for another cluster (${id})`,
  });
  const endpoints = {
    configured: [hostPort(other, 'infra0')],
    missing: [hostPort(cluster, 'infra0')],
    stale: [hostPort(other, 'infra0')],
  };
  expect(nodeOf(status, 'gateway0').endpoints).toMatchObject(endpoints);
  // It only says that it is well; what its endpoints are shows where it leads.
  expect(nodeOf(status, 'grpc-proxy0').endpoints).toMatchObject(endpoints);
  expect(status.cluster.health).toBe('healthy');
  expect(status.next).toEqual(['etcdops restart gateway0 grpc-proxy0']);
});

it('endpoints that are out of date since a member was added', async () => {
  const cluster = await startCluster({members: 1, gateways: 1, grpcProxies: 1});
  start(cluster, 'gateway0');
  start(cluster, 'grpc-proxy0');
  await statusWhere(cluster, allHealthy);
  const port = await freeBasePort(1);
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`];
  const added = await etcdctl(cluster, cluster.endpoints, [
    'member',
    'add',
    'infra9',
    `--peer-urls=${peerUrl}`,
  ]);
  if (added.exitCode !== 0) throw new Error(added.stderr);
  const first = cluster.nodes[0]!;
  start(cluster, 'infra9', [
    ...['--name', 'infra9', '--data-dir', join(cluster.dir, 'infra9')],
    ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
    ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
    ...[
      '--initial-cluster',
      `infra0=${first.peerUrl},infra9=${peerUrl}`,
      '--initial-cluster-state',
      'existing',
    ],
  ]);

  const behind = await statusWhere(
    cluster,
    status => (nodeOf(status, 'gateway0').endpoints?.missing ?? []).length > 0,
  );
  edit(cluster, 'etcdops.yaml', text =>
    text.replace(
      /^nodes:\n/m,
      line =>
        `${line}  - {name: infra9, role: member, host: 127.0.0.1, dataDir: infra9, ports: {client: ${port}, peer: ${port + 1}}}\n`,
    ),
  );
  const inSpec = await statusWhere(cluster, ({cluster: {health}}) => health === 'healthy');
  const text = (await cluster.cli(['status'])).stdout;

  for (const name of ['gateway0', 'grpc-proxy0']) {
    const endpoints = {configured: [hostPort(cluster, 'infra0')], missing: [`127.0.0.1:${port}`], stale: []};
    expect(nodeOf(behind, name)).toMatchObject({
      healthy: true,
      endpoints: {...endpoints, specIsCurrent: false},
    });
    expect(nodeOf(inSpec, name)).toMatchObject({
      healthy: true,
      endpoints: {...endpoints, specIsCurrent: true},
    });
    expect(text).toContain(`! ${name}: its endpoints are out of date: misses 127.0.0.1:${port}\n`);
  }
  expect(behind.next).toEqual(['etcdops ctl -- member list']);
  expect(inSpec.next).toEqual(['etcdops restart gateway0 grpc-proxy0']);
});

/** The very bytes of every write-ahead log, in which each proposal of etcd ends up, of the v2 API too. */
function walOf({dir, nodes}: TestCluster): Map<string, Buffer> {
  const files = nodes.flatMap(({name}) => {
    const folder = join(dir, '.etcdops/data', name, 'member/wal');
    return existsSync(folder) ? readdirSync(folder).map(file => join(folder, file)) : [];
  });
  return new Map(files.map(path => [path, readFileSync(path)]));
}

it.each([
  ['3.4', {proxies: 2}],
  ['3.5', {proxies: 2}],
  ['3.7', {}],
] as const)('writes nothing, etcd %s', async (line, proxies) => {
  const cluster = await startCluster({line, members: 1, gateways: 1, grpcProxies: 1, ...proxies});
  if ('proxies' in proxies) {
    edit(cluster, 'nodes/proxy1/etcd.yaml', text => text.replace(/^proxy: .*$/m, 'proxy: readonly'));
    edit(cluster, 'etcdops.yaml', text => text.replace(/(name: proxy1[^]*?mode: )readwrite/, '$1readonly'));
  }
  for (const {name} of cluster.nodes.filter(({role}) => role !== 'member')) start(cluster, name);
  const before = await statusWhere(cluster, allHealthy);
  const wal = walOf(cluster);

  const after = await statusWhere(cluster, allHealthy);

  expect(wal.size).toBeGreaterThan(0);
  expect(walOf(cluster)).toEqual(wal);
  expect(after.cluster.revision).toBe(before.cluster.revision);
});
