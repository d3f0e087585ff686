import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {startWriters, type Written} from '../helpers/grpc-writers.js';
import {longerStalls, outages, told, waysOf, type Load} from '../helpers/load-by-ways.js';
import {killedAt} from '../integration/killed-at-step.js';
import {assertHealthy, cliOk} from '../integration/observed-cluster.js';
import {nodeOf} from '../integration/proxy-run.js';
import {modeOf, type ListJson} from '../integration/pki-files.js';

const LINES = ['3.4', '3.7'] as const;
/** Of which only what clients lose is seen: how a rotation goes on and back is the same on all lines. */
const BETWEEN = ['3.5', '3.6'] as const;
const MEMBERS = ['infra0', 'infra1', 'infra2'];
const PROXIES = ['gateway0', 'grpc-proxy0'] as const;
/** Through each way to the cluster. */
const CLIENTS = 3;
/** With clients that keep their connections etcd takes up to 15 s to stop, and every node stops twice. */
const LONG_MS = 600_000;

/** A step of each phase, up to the last moment at which there is a way back. */
const BEFORE_DROP = [
  'prepare-ca',
  'trust-both-cas:ca',
  'restart-with-both-cas:infra1',
  'replace-certs:infra1',
];
const AFTER_DROP = ['drop-old-ca:ca', 'restart-with-new-ca:infra1', 'verify-tls'];

function clusterOf(line: EtcdTestLine): Promise<TestCluster> {
  const proxies = line === '3.4' ? {proxies: 1} : {};
  return startCluster({line, gateways: 1, grpcProxies: 1, ...proxies, args: ['--tls', 'ca']});
}

function read({dir}: TestCluster, path: string): string {
  return readFileSync(join(dir, path), 'utf8');
}

/** Files of pki/ that are in use, with what they say. */
function inUse(cluster: TestCluster): Map<string, string> {
  const paths = readdirSync(join(cluster.dir, 'pki'), {recursive: true, encoding: 'utf8'})
    .filter(path => /\.(?:crt|key)$/.test(path) && !/^(?:next|undone)-/.test(path))
    .sort();
  return new Map(paths.map(path => [path, read(cluster, join('pki', path))]));
}

/** Whether a member lets a client in. */
async function letsIn(
  cluster: TestCluster,
  name: string,
  {ca, cert}: {ca: string; cert: string},
): Promise<boolean> {
  const at = (path: string): string => join(cluster.dir, 'pki', path);
  const {exitCode} = await execa(
    join(cluster.binDir, 'etcdctl'),
    ['--command-timeout=3s', '--dial-timeout=3s', 'get', 'any'],
    {
      env: cleanEnv({
        ETCDCTL_API: '3',
        ETCDCTL_ENDPOINTS: nodeOf(cluster, name).clientUrl,
        ETCDCTL_CACERT: at(ca),
        ETCDCTL_CERT: at(cert),
        ETCDCTL_KEY: at('clients/admin.key'),
      }),
      extendEnv: false,
      reject: false,
    },
  );
  return exitCode === 0;
}

/** What has to work at any time, whatever was killed when; a member may be away. */
async function assertUsable(cluster: TestCluster): Promise<void> {
  await cliOk(cluster, ['tls', 'list']);
  await cliOk(cluster, ['tls', 'verify']);
  await cliOk(cluster, ['env']);
  await cliOk(cluster, ['ctl', '--', 'put', 'usable', 'yes']);
  expect([0, 6]).toContain((await cluster.cli(['status'])).exitCode);
}

/** Writes through the members, the gateway and the gRPC proxy while something is done. */
async function underLoad(cluster: TestCluster, prefix: string, act: () => Promise<unknown>): Promise<Load> {
  const crowd = {clients: CLIENTS, pki: join(cluster.dir, 'pki')};
  const ways = [cluster.endpoints, ...PROXIES.map(name => [nodeOf(cluster, name).clientUrl])];
  const writers = ways.map((urls, index) => startWriters(urls, `${prefix}/${index}`, crowd));
  await Promise.all(writers.map(one => one.writeOn(20)));
  await act();
  await Promise.all(writers.map(one => one.writeOn(20)));
  const [members, gateway, grpcProxy] = await Promise.all(writers.map(one => one.stop()));
  return {members: members!, gateway: gateway!, grpcProxy: grpcProxy!};
}

async function keysOf(cluster: TestCluster): Promise<Set<string>> {
  const {stdout} = await cliOk(cluster, ['ctl', '--', 'get', '', '--prefix', '--keys-only', '--limit', '0']);
  return new Set(stdout.split('\n').filter(Boolean));
}

async function rotate(cluster: TestCluster): Promise<void> {
  const result = await cluster.cli(['tls', 'rotate-ca', '--yes'], {timeoutMs: LONG_MS});
  expect(result.exitCode, result.stderr).toBe(0);
}

async function assertNoneLost(cluster: TestCluster, ways: readonly Written[]): Promise<void> {
  const found = await keysOf(cluster);
  for (const {acknowledged} of ways) expect(acknowledged.filter(key => !found.has(key))).toEqual([]);
}

async function newestRun(cluster: TestCluster): Promise<string> {
  const {run} = (await cliOk(cluster, ['run', 'show', '--json'])).json<{run: {id: string}}>();
  return run.id;
}

/** By the new CA alone, everywhere; what the old one signed is refused. */
async function assertRotated(cluster: TestCluster, before: ReadonlyMap<string, string>): Promise<void> {
  await cliOk(cluster, ['tls', 'verify']);
  await assertHealthy(cluster, cluster.nodes.length);
  const after = inUse(cluster);
  for (const [path, text] of before) {
    const isNew = path.endsWith('.crt') || path === 'ca.key';
    expect(after.get(path) !== text, path).toBe(isNew);
  }
  const id = await newestRun(cluster);
  expect(read(cluster, `pki/ca.crt.${id}`)).toBe(before.get('ca.crt'));
  expect(read(cluster, `pki/ca.key.${id}`)).toBe(before.get('ca.key'));
  for (const key of ['ca.key', `ca.key.${id}`]) expect(modeOf(join(cluster.dir, 'pki', key))).toBe('600');
  expect(readdirSync(join(cluster.dir, 'pki')).filter(name => name.startsWith('next-'))).toEqual([]);
  const {certificates} = (await cliOk(cluster, ['tls', 'list', '--json'])).json<ListJson>();
  expect(certificates.filter(({kind}) => kind === 'ca')).toHaveLength(1);
  for (const name of [...MEMBERS, 'grpc-proxy0']) {
    expect(await letsIn(cluster, name, {ca: 'ca.crt', cert: 'clients/admin.crt'}), name).toBe(true);
    expect(await letsIn(cluster, name, {ca: 'ca.crt', cert: `clients/admin.crt.${id}`}), name).toBe(false);
    expect(await letsIn(cluster, name, {ca: `ca.crt.${id}`, cert: 'clients/admin.crt'}), name).toBe(false);
  }
}

describe.each(LINES)('tls rotate-ca, etcd %s', line => {
  it(
    'loses no acknowledged write, and fails no more of them than restarts do',
    async () => {
      const cluster = await clusterOf(line);
      const before = inUse(cluster);

      const restarted = await underLoad(cluster, 'restart', () => cliOk(cluster, ['restart', '--yes']));
      const rotated = await underLoad(cluster, 'rotate', () => rotate(cluster));

      console.log(`etcd ${line}, failed in a restart: ${told(restarted)}; in the rotation: ${told(rotated)}`);
      await assertNoneLost(cluster, [...waysOf(restarted), ...waysOf(rotated)]);
      // Every node is restarted twice. What is under way at a stop may fail, for each client once or not at all. How
      // often a client fails while its only address is away tells how fast it tries again: that is counted once.
      expect(outages(rotated)).toBeLessThanOrEqual(2 * (outages(restarted) + 3 * CLIENTS));
      // Nor does one of them last: however long it is, it is one.
      expect(longerStalls(rotated, restarted)).toEqual([]);
      await assertRotated(cluster, before);
    },
    LONG_MS,
  );

  it(
    'killed in each phase leaves a cluster that all commands work with, and run resume ends it',
    async () => {
      const cluster = await clusterOf(line);
      const before = inUse(cluster);

      for (const [index, step] of [...BEFORE_DROP, ...AFTER_DROP].entries()) {
        const args = index === 0 ? ['tls', 'rotate-ca', '--yes'] : ['run', 'resume', '--yes'];
        await killedAt(cluster, args, step);
        await assertUsable(cluster);
      }
      const resumed = await cluster.cli(['run', 'resume', '--yes'], {timeoutMs: LONG_MS});

      expect(resumed.exitCode, resumed.stderr).toBe(0);
      await assertRotated(cluster, before);
    },
    LONG_MS,
  );

  it(
    'goes back to the old CA by run abort in each phase before that is dropped',
    async () => {
      const cluster = await clusterOf(line);
      const before = inUse(cluster);

      for (const step of BEFORE_DROP) {
        await killedAt(cluster, ['tls', 'rotate-ca', '--yes'], step);
        const aborted = await cluster.cli(['run', 'abort', '--yes'], {timeoutMs: LONG_MS});

        expect(aborted.exitCode, aborted.stderr).toBe(0);
        expect(inUse(cluster)).toEqual(before);
        await assertUsable(cluster);
        await assertHealthy(cluster, cluster.nodes.length);
      }

      const undone = `undone-${await newestRun(cluster)}`;
      for (const name of [...MEMBERS, 'grpc-proxy0']) {
        expect(await letsIn(cluster, name, {ca: 'ca.crt', cert: 'clients/admin.crt'}), name).toBe(true);
        expect(await letsIn(cluster, name, {ca: 'ca.crt', cert: `${undone}/clients/admin.crt`})).toBe(false);
      }
    },
    LONG_MS,
  );
});

describe.each(BETWEEN)('tls rotate-ca, etcd %s', line => {
  it(
    'loses no acknowledged write of the clients of its members',
    async () => {
      const cluster = await startCluster({line, args: ['--tls', 'ca']});
      const crowd = {clients: CLIENTS, pki: join(cluster.dir, 'pki')};
      const writers = startWriters(cluster.endpoints, 'rotate', crowd);
      await writers.writeOn(20);

      await rotate(cluster);

      await writers.writeOn(20);
      await assertNoneLost(cluster, [await writers.stop()]);
      await cliOk(cluster, ['tls', 'verify']);
    },
    LONG_MS,
  );
});
