import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {startWriters} from '../helpers/grpc-writers.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {changeMembers, joinUnknown} from './joined-member.js';
import {cliOk, type ErrorJson} from './observed-cluster.js';
import {nodeOf, statusNow, statusWhere, type ProxyStatus} from './observed-proxies.js';

const PROXIES = ['gateway0', 'gateway1', 'grpc-proxy0'] as const;
const WAIT_MS = 30_000;

interface SyncJson {
  readonly run: {readonly outcome: string; readonly steps: readonly {id: string; outcome: string}[]};
  readonly left: readonly {name: string; why: string}[];
}

function hostPort(url: string | undefined): string {
  return (url ?? '').replace(/^https?:\/\//, '');
}

function urlOf(cluster: TestCluster, name: string): string {
  return cluster.nodes.find(node => node.name === name)?.clientUrl ?? '';
}

async function sync(cluster: TestCluster): Promise<SyncJson> {
  return (await cliOk(cluster, ['proxy', 'sync', '--yes', '--json'])).json<SyncJson>();
}

/** infra3 joins and infra0 leaves, and nobody tells etcdops. Resolves to the addresses that there are then. */
async function changeBehindItsBack(cluster: TestCluster): Promise<string[]> {
  const {clientUrl} = await joinUnknown(cluster, 'infra3');
  const {memberId = ''} = nodeOf(await statusNow(cluster), 'infra0');
  await changeMembers(cluster, 'remove', memberId);
  const stay = ['infra1', 'infra2'].map(name => hostPort(urlOf(cluster, name)));
  return [...stay, hostPort(clientUrl)];
}

function followsAll(expected: readonly string[]): (status: ProxyStatus) => boolean {
  return status =>
    PROXIES.every(name => {
      const {healthy, endpoints} = nodeOf(status, name);
      return healthy && String(endpoints?.configured) === String(expected);
    });
}

function assertFiles({dir}: TestCluster, endpoints: readonly string[]): void {
  const files = ['Procfile', ...PROXIES.map(name => `nodes/${name}/command.txt`)];
  for (const file of files) {
    const lists = readFileSync(join(dir, file), 'utf8').match(/(?<=--endpoints=)\S+/g) ?? [];
    expect([file, ...new Set(lists)]).toEqual([file, endpoints.join(',')]);
  }
}

describe.each(['3.4', '3.7'] as const)('proxy sync, etcd %s', line => {
  it('lets no write fail of a client that knows two gateways', {timeout: 120_000}, async () => {
    const cluster = await startCluster({line, gateways: 2, grpcProxies: 1});
    expect((await sync(cluster)).run.outcome).toBe('nothing-to-do');
    const endpoints = await changeBehindItsBack(cluster);
    await statusWhere(cluster, status => nodeOf(status, 'gateway0').endpoints?.stale?.length === 1);
    const pids = PROXIES.map(name => cluster.pidOf(name));
    const writers = startWriters([urlOf(cluster, 'gateway0'), urlOf(cluster, 'gateway1')], 'sync', 2);
    await writers.writeOn(20);

    const {run} = await sync(cluster);
    await writers.writeOn(20);
    const {acknowledged, errors, failed, failedInARow} = await writers.stop();

    expect(run.steps.map(({id, outcome}) => `${id} ${outcome}`)).toEqual(
      PROXIES.map(name => `sync-proxy:${name} ran`),
    );
    // Each gateway takes along what is on its way through it, and the other one serves. Were both down at once, writes
    // would fail one after the other.
    expect(errors.length).toBeGreaterThan(2);
    expect(failed).toBeLessThanOrEqual(4);
    expect(failedInARow).toBeLessThanOrEqual(2);
    await statusWhere(cluster, followsAll(endpoints));
    assertFiles(cluster, endpoints);
    expect(PROXIES.map(name => cluster.pidOf(name)).filter(pid => pids.includes(pid))).toEqual([]);
    const kept = await cliOk(cluster, [
      'ctl',
      '--',
      '--endpoints',
      endpoints.join(','),
      'get',
      'sync/',
      '--prefix',
      '--keys-only',
    ]);
    expect(kept.stdout.split('\n')).toEqual(expect.arrayContaining([...acknowledged]));
    expect((await sync(cluster)).run.outcome).toBe('nothing-to-do');
  });

  it('goes on where it was killed', {timeout: 120_000}, async () => {
    const cluster = await startCluster({line, gateways: 2, grpcProxies: 1});
    const endpoints = await changeBehindItsBack(cluster);
    const [first] = PROXIES.map(name => cluster.pidOf(name));
    const child = spawn(process.execPath, [CLI_PATH, 'proxy', 'sync', '--yes'], {
      cwd: cluster.dir,
      env: cleanEnv(),
      stdio: 'ignore',
    });
    const closed = once(child, 'close');
    await waitUntil(() => !isRunning(first!), WAIT_MS, 'gateway0 is stopped');
    child.kill('SIGKILL');
    await closed;

    await sync(cluster);

    await statusWhere(cluster, followsAll(endpoints));
    assertFiles(cluster, endpoints);
  });

  it('touches nothing where no member tells who the members are', async () => {
    const cluster = await startCluster({line, members: 1, gateways: 1});
    const pid = cluster.pidOf('gateway0');
    await cliOk(cluster, ['down', 'infra0', '--yes']);

    const refused = await cluster.cli(['proxy', 'sync', '--yes', '--json']);

    expect(refused.exitCode).toBe(6);
    const {error} = refused.json<ErrorJson>();
    expect(error.code).toBe('E_UNHEALTHY');
    expect(error.message).toMatch(/nobody tells who the members are: infra0 refuses connections/);
    expect(error.hints.at(-1)).toMatch(/^etcdops up/);
    expect(isRunning(pid)).toBe(true);
  });
});
