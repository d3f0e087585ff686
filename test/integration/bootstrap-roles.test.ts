import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {cliOk, etcdctl} from './observed-cluster.js';

const SERVING_MS = 30_000;

/** Runs a script or a program of the cluster until the test ends. */
function run({dir, binDir}: TestCluster, file: string, args: readonly string[]): void {
  const env = cleanEnv({PATH: `${binDir}:${process.env['PATH']}`});
  const child = spawn(file, args, {cwd: dir, env, stdio: 'ignore'});
  onDispose(() => void child.kill('SIGTERM'));
}

/** The words of `ExecStart=` of a unit that has no quotes in it. */
function execStart({dir}: TestCluster, node: string): string[] {
  const unit = readFileSync(join(dir, 'nodes', node, `etcd-demo-${node}.service`), 'utf8');
  return (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').split(' ');
}

async function eventually<T>(ask: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + SERVING_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function clientUrl({nodes}: TestCluster, name: string): string {
  return nodes.find(node => node.name === name)?.clientUrl ?? '';
}

const WAYS: readonly (readonly [
  string,
  (cluster: TestCluster, node: string) => readonly [string, readonly string[]],
])[] = [
  ['flags.sh', ({dir}, node) => [join(dir, 'nodes', node, 'flags.sh'), []]],
  [
    'the ExecStart of its unit',
    (cluster, node) => {
      const [program = '', ...args] = execStart(cluster, node);
      return [program, args];
    },
  ],
  [
    'command.txt, one argument a line',
    ({dir, binDir}, node) => [
      join(binDir, 'etcd'),
      readFileSync(join(dir, 'nodes', node, 'command.txt'), 'utf8')
        .trimEnd()
        .split('\n'),
    ],
  ],
];

describe.each(['3.4', '3.7'] as const)('what leans on members of etcd %s', line => {
  it.each(WAYS)('gateway and gRPC proxy serve, run by %s', async (_, commandOf) => {
    const cluster = await startCluster({
      line,
      members: 1,
      gateways: 1,
      grpcProxies: 1,
      args: ['--format', 'config,systemd,flags'],
    });

    await cliOk(cluster, ['down', 'gateway0', 'grpc-proxy0', '--yes']);
    for (const node of ['gateway0', 'grpc-proxy0']) run(cluster, ...commandOf(cluster, node));

    for (const node of ['gateway0', 'grpc-proxy0']) {
      const endpoint = clientUrl(cluster, node);
      await eventually(async () => {
        const {stdout} = await etcdctl(cluster, [endpoint], ['put', node, 'through']);
        return stdout === 'OK\n' ? true : undefined;
      }, `${node} passes a write on`);
      expect((await etcdctl(cluster, cluster.endpoints, ['get', node])).stdout).toBe(`${node}\nthrough\n`);
    }
  });
});

describe.each(['3.4', '3.5'] as const)('a v2 proxy of etcd %s', line => {
  it.each([
    ['readonly', 501],
    // Of the member behind it, which knows no such method there.
    ['readwrite', 405],
  ])('%s: its files make it what the spec says', async (mode, refusal) => {
    const cluster = await startCluster({
      line,
      members: 1,
      proxies: 1,
      args: ['--proxy-mode', mode, '--format', 'config,flags'],
    });

    await cliOk(cluster, ['down', 'proxy0', '--yes']);
    run(cluster, join(cluster.binDir, 'etcd'), ['--config-file', 'nodes/proxy0/etcd.yaml']);

    const url = `${clientUrl(cluster, 'proxy0')}/version`;
    const version = await eventually(async () => {
      const response = await fetch(url);
      return response.status === 200 ? ((await response.json()) as {etcdserver: string}) : undefined;
    }, 'the proxy passes a question on');
    expect(version.etcdserver).toBe(cluster.version);
    expect((await fetch(url, {method: 'POST', body: 'x'})).status).toBe(refusal);
  });
});
