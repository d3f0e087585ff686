import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {cleanEnv, runCli} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {assertHealthy, cliOk, etcdctl, statusOf} from '../integration/observed-cluster.js';

const SERVING_MS = 30_000;

interface SpecJson {
  readonly nodes: {name: string; role: string; host: string; ports: {client: number; metrics?: number}}[];
}

function specOf({dir}: TestCluster): SpecJson {
  return parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as SpecJson;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + SERVING_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`in vain waited until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('bootstrap static --start on', () => {
  it.each([
    ['localhost, where members listen on all addresses', ['--host', 'localhost'], 'localhost'],
    ['localhost with an address to listen on', ['--host', 'localhost', '--listen', '127.0.0.1'], 'localhost'],
    ['another loopback address', ['--host', '127.0.0.77'], '127.0.0.77'],
    ['the IPv6 loopback address', ['--host', '::1'], '[::1]'],
  ])('%s', async (_, args, shown) => {
    const cluster = await startCluster({args});

    const status = await assertHealthy(cluster);

    for (const node of status.nodes)
      expect(node).toHaveProperty('clientUrl', expect.stringContaining(`//${shown}:`));
    await cliOk(cluster, ['ctl', '--', 'put', 'a', '1']);
    await cliOk(cluster, ['restart', 'infra0', '--yes']);
    await cliOk(cluster, ['down', '--yes']);
  });

  it('several addresses of this machine, each with the same ports', async () => {
    const dir = tempDir('hosts');
    onDispose(() => endProcessesOf(dir));
    const base = await freeBasePort(1);
    const members = ['red=127.0.0.1', 'green=127.0.0.2', 'blue=127.0.0.3'].flatMap(text => [
      '--member',
      text,
    ]);
    const cluster = {dir, cli: (args: readonly string[]) => runCli(args, {cwd: dir})};

    await cliOk(cluster, ['bootstrap', 'static', ...members, '--base-port', String(base), '--start']);

    const status = await assertHealthy(cluster);
    expect(status.nodes.map(({name}) => name)).toEqual(['red', 'green', 'blue']);
    for (const node of status.nodes)
      expect(node).toHaveProperty('clientUrl', expect.stringMatching(`:${base}$`));
  });

  it('two names of this machine, of which one listens everywhere: each has ports of its own', async () => {
    const dir = tempDir('hosts');
    onDispose(() => endProcessesOf(dir));
    const base = await freeBasePort(2);
    const args = ['--member', 'a=127.0.0.1', '--member', 'b=localhost', '--base-port', String(base)];
    const cluster = {dir, cli: (words: readonly string[]) => runCli(words, {cwd: dir})};

    await cliOk(cluster, ['bootstrap', 'static', ...args, '--start']);

    await assertHealthy(cluster, 2);
  });

  it('the host name of this machine: it is started, or the lines for it are printed', async () => {
    const args = ['--host', hostname(), '--listen', '127.0.0.1'];
    const cluster = await startCluster({members: 1, start: false, args});

    const {exitCode, stdout} = await cluster.cli(['up', '--json']);

    expect([0, 4], stdout).toContain(exitCode);
    if (exitCode === 4) expect(stdout).toContain('E_REMOTE_NODE');
  });
});

/** What a way through a gateway or a proxy answers. */
async function readThrough(cluster: TestCluster, port: number): Promise<string> {
  return (await etcdctl(cluster, [`http://127.0.0.1:${port}`], ['get', 'a', '--print-value-only'])).stdout;
}

const LINES: readonly [line: EtcdTestLine, proxies: number][] = [
  ['3.4', 1],
  ['3.5', 1],
  ['3.7', 0],
];

describe.each(LINES)('proxies and gateways, etcd %s', (line, proxies) => {
  it('up starts all of them, and has nothing to do a second time', async () => {
    const cluster = await startCluster({line, proxies, gateways: 1, grpcProxies: 1});

    const again = await cliOk(cluster, ['up']);

    const status = await statusOf(cluster);
    expect(status.cluster).toMatchObject({health: 'healthy', members: 3});
    for (const name of [...(proxies > 0 ? ['proxy0'] : []), 'gateway0', 'grpc-proxy0']) {
      expect(status.nodes.find(node => node.name === name)).toMatchObject({running: true, healthy: true});
    }
    expect(again.stdout).toContain('Everything runs already.');
    // Node warns there, for example of many who listen to one signal.
    expect(await cluster.cli(['status'])).toMatchObject({exitCode: 0, stderr: ''});
  });

  it('honcho runs all of them, and each way leads to the members', async () => {
    const cluster = await startCluster({line, proxies, gateways: 1, grpcProxies: 1, start: false});
    const honcho = process.env['ETCDOPS_TEST_HONCHO'] ?? '';
    expect(existsSync(honcho), 'ETCDOPS_TEST_HONCHO names no program').toBe(true);
    const child = spawn(honcho, ['start'], {cwd: cluster.dir, env: cleanEnv(), stdio: 'ignore'});
    onDispose(() => void child.kill('SIGTERM'));

    await until('a key is written', async () => {
      return (await etcdctl(cluster, cluster.endpoints, ['put', 'a', '1'])).stdout === 'OK\n';
    });

    const {nodes} = specOf(cluster);
    for (const {name, role, ports} of nodes.filter(({role}) => role === 'gateway' || role === 'grpc-proxy')) {
      await until(
        `${name} (${role}) serves`,
        async () => (await readThrough(cluster, ports.client)) === '1\n',
      );
    }
    for (const {name, ports} of nodes.filter(({role}) => role === 'v2-proxy')) {
      await until(`${name} passes a v2 write`, async () => {
        const url = `http://127.0.0.1:${ports.client}/v2/keys/b`;
        const response = await fetch(url, {method: 'PUT', body: new URLSearchParams({value: '2'})}).catch(
          () => undefined,
        );
        return response?.status === 201 || response?.status === 200;
      });
    }
    expect(child.exitCode).toBeNull();
    const status = await statusOf(cluster);
    const shown = status.nodes.map(({name, running, managedBy}) => `${name} ${running} ${managedBy}`);
    expect(shown).toEqual(nodes.map(({name}) => `${name} true other`));
  });
});
