import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {ANSWER_LIMIT_MS, cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {cliOk, etcdctl} from '../integration/observed-cluster.js';
import {
  allHealthy,
  edit,
  nodeOf,
  statusNow,
  statusWhere,
  type ProxyStatus,
} from '../integration/observed-proxies.js';

/** Starts a program of etcd in the folder, marked as etcdops marks what it starts. */
function startByHand(cluster: TestCluster, name: string, args: readonly string[]): void {
  const env = cleanEnv({ETCDOPS_NODE: `${cluster.dir}#${name}`});
  const child = spawn(join(cluster.binDir, 'etcd'), args, {cwd: cluster.dir, env, stdio: 'ignore'});
  onDispose(() => void child.kill('SIGKILL'));
}

/** Types the first command that `status` names. */
async function obey(cluster: TestCluster, {next}: ProxyStatus): Promise<void> {
  for (const line of next[0]!.split(' && ')) {
    const words = line.split(' ').slice(1);
    const asks = ['restart', 'proxy'].includes(words[0]!);
    await cliOk(cluster, asks ? [...words, '--yes'] : words);
  }
}

async function killMembers(cluster: TestCluster): Promise<void> {
  for (const {name} of cluster.nodes.filter(({role}) => role === 'member')) {
    const pid = cluster.pidOf(name);
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => !isRunning(pid), ANSWER_LIMIT_MS, `${name} is gone`);
  }
}

function hostPort(cluster: TestCluster, name: string): string {
  return cluster.nodes.find(node => node.name === name)?.clientUrl?.replace(/^https?:\/\//, '') ?? '';
}

function missingOf(status: ProxyStatus): readonly string[] {
  return nodeOf(status, 'gateway0').endpoints?.missing ?? [];
}

const LEANING = ['gateway0', 'grpc-proxy0'] as const;

const TLS = [
  ['plain', []],
  ['with its own CA', ['--tls', 'ca']],
] as const;

describe.each(TLS)('status of proxies, %s', (_, args) => {
  it.each(['3.4', '3.5', '3.6', '3.7'] as const)('gateway and gRPC proxy of etcd %s', async line => {
    const cluster = await startCluster({args, line, members: 1, gateways: 1, grpcProxies: 1});
    await cliOk(cluster, ['down', ...LEANING, '--yes']);

    const stopped = await statusNow(cluster);
    await obey(cluster, stopped);
    const up = await statusWhere(cluster, allHealthy);
    await killMembers(cluster);
    const result = await cluster.cli(['status', '--json']);

    expect(stopped.next[0]).toBe('etcdops up gateway0 grpc-proxy0');
    const configured = [hostPort(cluster, 'infra0')];
    const current = {configured, missing: [], stale: [], specIsCurrent: true};
    for (const name of LEANING) {
      const refused = {running: false, healthy: false, error: 'refuses connections'};
      expect(nodeOf(stopped, name)).toMatchObject(refused);
      expect(nodeOf(up, name)).toMatchObject({running: true, managedBy: 'etcdops', endpoints: current});
    }
    const down = result.json<ProxyStatus>();
    expect([result.exitCode, result.durationMs < ANSWER_LIMIT_MS]).toEqual([6, true]);
    const [gateway, grpcProxy] = LEANING.map(name => nodeOf(down, name));
    expect(gateway).toMatchObject({running: true, healthy: false, endpoints: {configured}});
    expect(gateway?.error).toBe('reaches no member: it ends the connection at once');
    expect(grpcProxy).toMatchObject({running: true, healthy: false, endpoints: {configured}});
    expect(grpcProxy?.error).toMatch(/^gets no linearizable read from the members/);
  });

  it.each(['3.4', '3.5'] as const)('v2 proxies of etcd %s, of both modes', async line => {
    const cluster = await startCluster({args, line, members: 1, proxies: 2});
    const first = await statusWhere(cluster, allHealthy);

    edit(cluster, 'etcdops.yaml', text => text.replace(/(name: proxy1[^]*?mode: )readwrite/, '$1readonly'));
    const wrong = await statusNow(cluster);
    await obey(cluster, wrong);
    const right = await statusWhere(cluster, allHealthy);
    await killMembers(cluster);
    const result = await cluster.cli(['status', '--json']);

    const endpoints = {configured: [hostPort(cluster, 'infra0')], missing: [], stale: []};
    for (const name of ['proxy0', 'proxy1']) {
      expect(nodeOf(first, name)).toMatchObject({mode: 'readwrite', endpoints});
    }
    expect(nodeOf(wrong, 'proxy1')).toMatchObject({mode: 'readwrite', healthy: false});
    expect(nodeOf(wrong, 'proxy1').error).toBe('runs readwrite, and the spec says readonly');
    expect(wrong.next).toEqual(['etcdops render && etcdops restart proxy1']);
    expect(nodeOf(right, 'proxy1')).toMatchObject({mode: 'readonly', endpoints});
    const down = result.json<ProxyStatus>();
    expect([result.exitCode, result.durationMs < ANSWER_LIMIT_MS]).toEqual([6, true]);
    for (const [name, mode] of [
      ['proxy0', 'readwrite'],
      ['proxy1', 'readonly'],
    ] as const) {
      expect(nodeOf(down, name)).toMatchObject({mode, running: true, healthy: false});
      expect(nodeOf(down, name).error).toMatch(/^reaches no member: /);
    }
  });
});

it.each(['3.4', '3.7'] as const)('proxies of etcd %s that lead to another cluster', async line => {
  const [cluster, other] = await Promise.all([
    startCluster({line, members: 1, gateways: 1, grpcProxies: 1}),
    startCluster({line, members: 1}),
  ]);
  await cliOk(cluster, ['down', ...LEANING, '--yes']);
  for (const name of LEANING) {
    const command = readFileSync(join(cluster.dir, 'nodes', name, 'command.txt'), 'utf8');
    const astray = command.replace(/^--endpoints=.*$/m, `--endpoints=${hostPort(other, 'infra0')}`);
    startByHand(cluster, name, astray.trimEnd().split('\n'));
  }

  const status = await statusWhere(cluster, ({nodes}) => nodes.every(({running}) => running));
  await obey(cluster, status);
  await statusWhere(cluster, allHealthy);

  const {id} = (await statusNow(other)).cluster;
  expect(nodeOf(status, 'gateway0').error).toBe(`answers for another cluster (${id})`);
  for (const name of LEANING) {
    // All that a gRPC proxy says is that it is well; its endpoints show where it leads.
    expect(nodeOf(status, name).endpoints).toMatchObject({
      configured: [hostPort(other, 'infra0')],
      missing: [hostPort(cluster, 'infra0')],
      stale: [hostPort(other, 'infra0')],
    });
  }
  expect(status.cluster.health).toBe('healthy');
  expect(status.next).toEqual(['etcdops proxy sync']);
});

it('endpoints that are out of date since a member was added', async () => {
  const cluster = await startCluster({members: 1, gateways: 1, grpcProxies: 1});
  await statusWhere(cluster, allHealthy);
  const port = await freeBasePort(1);
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`];
  const add = ['member', 'add', 'infra9', `--peer-urls=${peerUrl}`];
  expect(await etcdctl(cluster, cluster.endpoints, add)).toMatchObject({exitCode: 0});
  startByHand(cluster, 'infra9', [
    ...['--name', 'infra9', '--data-dir', join(cluster.dir, 'infra9')],
    ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
    ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
    ...['--initial-cluster', `infra0=${cluster.nodes[0]!.peerUrl},infra9=${peerUrl}`],
    ...['--initial-cluster-state', 'existing'],
  ]);

  const behind = await statusWhere(cluster, status => missingOf(status).length > 0);
  const node = `{name: infra9, role: member, host: 127.0.0.1, dataDir: infra9, ports: {client: ${port}, peer: ${port + 1}}}`;
  edit(cluster, 'etcdops.yaml', text => text.replace(/^nodes:\n/m, line => `${line}  - ${node}\n`));
  const inSpec = await statusWhere(cluster, ({cluster: {health}}) => health === 'healthy');
  const text = (await cluster.cli(['status'])).stdout;
  await obey(cluster, inSpec);
  const followed = await statusWhere(cluster, status => missingOf(status).length === 0);

  for (const name of LEANING) {
    const endpoints = {configured: [hostPort(cluster, 'infra0')], missing: [`127.0.0.1:${port}`], stale: []};
    const ofBoth = {healthy: true, endpoints};
    expect(nodeOf(behind, name)).toMatchObject({...ofBoth, endpoints: {...endpoints, specIsCurrent: false}});
    expect(nodeOf(inSpec, name)).toMatchObject({...ofBoth, endpoints: {...endpoints, specIsCurrent: true}});
    expect(text).toContain(`! ${name}: its endpoints are out of date: misses 127.0.0.1:${port}\n`);
    expect(nodeOf(followed, name).endpoints).toMatchObject({missing: [], stale: [], specIsCurrent: true});
  }
  expect(behind.next).toEqual(['etcdops member list', 'etcdops proxy sync']);
  expect(inSpec.next).toEqual(['etcdops proxy sync']);
});

/** What stands in every write-ahead log, in which each proposal of etcd ends up, also one of the v2 API. */
function walOf({dir}: TestCluster): string[] {
  const folder = join(dir, '.etcdops/data/infra0/member/wal');
  const digest = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return readdirSync(folder).map(file => `${file} ${digest(file)}`);
}

it.each([
  ['3.4', {proxies: 2}],
  ['3.5', {proxies: 2}],
  ['3.7', {}],
] as const)('writes nothing, etcd %s', async (line, proxies) => {
  const cluster = await startCluster({
    ...{line, members: 1, gateways: 1, grpcProxies: 1, start: false},
    ...proxies,
  });
  if ('proxies' in proxies) {
    edit(cluster, 'etcdops.yaml', text => text.replace(/(name: proxy1[^]*?mode: )readwrite/, '$1readonly'));
    await cliOk(cluster, ['render']);
  }
  await cliOk(cluster, ['up', '--etcd-bin-dir', cluster.binDir]);
  const before = await statusWhere(cluster, allHealthy);
  const wal = walOf(cluster);

  const after = await statusNow(cluster);

  expect(allHealthy(after)).toBe(true);
  expect(walOf(cluster)).toEqual(wal);
  expect(after.cluster.revision).toBe(before.cluster.revision);
});
