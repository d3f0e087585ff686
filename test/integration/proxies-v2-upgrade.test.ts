import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {cliOk} from './observed-cluster.js';
import {eventually, nodeOf} from './proxy-run.js';

const ENDING_MS = 20_000;

async function aCluster(
  line: '3.4' | '3.5',
  ...args: string[]
): Promise<{cluster: TestCluster; url: string}> {
  const cluster = await startCluster({line, members: 1, proxies: 1, args});
  const url = nodeOf(cluster, 'proxy0').clientUrl;
  await eventually(async () => {
    const {status} = await fetch(`${url}/version`);
    return status === 200 ? true : undefined;
  }, 'the proxy passes a question on');
  return {cluster, url};
}

function dataDir({dir}: TestCluster): string {
  return join(dir, '.etcdops/data/infra0');
}

/** What etcd's own tool says of the v2 entries in the data of a member that is down. */
async function checkV2(cluster: TestCluster): Promise<{exitCode: number | undefined; all: string}> {
  const args = ['check', 'v2store', '--data-dir', dataDir(cluster)];
  const {exitCode, all} = await execa(join(etcdBinDir('3.5'), 'etcdutl'), args, {all: true, reject: false});
  return {exitCode, all};
}

/** Starts the next version on the data: whether it serves, or what it ends with. */
async function startNext(cluster: TestCluster): Promise<'serves' | 'ends'> {
  const {clientUrl, peerUrl = ''} = nodeOf(cluster, 'infra0');
  const child = execa(
    join(etcdBinDir('3.6'), 'etcd'),
    [
      ...['--name', 'infra0', '--data-dir', dataDir(cluster)],
      ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
      ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
      ...['--initial-cluster', `infra0=${peerUrl}`],
    ],
    {env: cleanEnv(), extendEnv: false, cwd: cluster.dir, reject: false, stdio: 'ignore', timeout: ENDING_MS},
  );
  const ended = child.then(() => 'ends' as const);
  const serving = eventually(async () => {
    const {status} = await fetch(`${clientUrl}/version`);
    return status === 200 ? ('serves' as const) : undefined;
  }, 'etcd 3.6 serves').catch(() => 'ends' as const);
  const outcome = await Promise.race([ended, serving]);
  child.kill('SIGTERM');
  await child;
  return outcome;
}

describe('bootstrap --proxies', () => {
  it.each([[[]], [['--no-enable-v2']]])('%j: says whether the v2 API is on, and writes it', async args => {
    const cluster = await startCluster({line: '3.5', members: 1, proxies: 1, start: false, args});
    const isOn = args.length === 0;
    const again = ['bootstrap', 'static', '--proxies', '1', '--etcd-bin-dir', cluster.binDir, '--dry-run'];

    const {stdout} = await cliOk(cluster, [...again, ...args, '--dir', 'elsewhere']);

    expect(stdout).toContain(isOn ? 'etcdutl check v2store' : 'serve no /v2/keys');
    expect(cluster.bootstrap).toHaveProperty('enableV2', isOn);
    expect(readFileSync(join(cluster.dir, 'nodes/infra0/etcd.yaml'), 'utf8')).toContain(
      `enable-v2: ${isOn}\n`,
    );
    expect(existsSync(join(cluster.dir, 'elsewhere'))).toBe(false);
  });

  it('--no-enable-v2 without proxies is refused: it says nothing', async () => {
    const cluster = await startCluster({members: 1, start: false});

    const {exitCode, stderr} = await cluster.cli(['bootstrap', 'static', '--no-enable-v2', '--dir', 'other']);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--no-enable-v2: has no effect without v2 proxies/);
  });
});

describe.each(['3.4', '3.5'] as const)('the v2 API behind a v2 proxy, etcd %s', line => {
  it('off: /v2/keys is not there, the JSON gateway is, and the data is clean', async () => {
    const {cluster, url} = await aCluster(line, '--no-enable-v2');

    const put = await fetch(`${url}/v2/keys/a`, {method: 'PUT', body: new URLSearchParams({value: '1'})});
    const json = await fetch(`${url}/v3/kv/range`, {method: 'POST', body: JSON.stringify({key: 'YQ=='})});
    const validated = await cluster.cli(['validate', '--json']);
    await cliOk(cluster, ['down', '--yes']);

    expect([put.status, json.status]).toEqual([404, 200]);
    expect(validated.stdout).toContain('v2-proxy-without-v2');
    expect(await checkV2(cluster)).toMatchObject({exitCode: 0});
  });

  it('on and never written to: the data is clean', async () => {
    const {cluster, url} = await aCluster(line);
    expect((await fetch(`${url}/v2/keys/`)).status).toBe(200);

    await cliOk(cluster, ['down', '--yes']);

    expect(await checkV2(cluster)).toMatchObject({exitCode: 0});
    // From 3.4 the way leads over 3.5.
    if (line === '3.5') expect(await startNext(cluster)).toBe('serves');
  });

  it('on and written to, even where all was deleted again: the check fails, and so does etcd 3.6', async () => {
    const {cluster, url} = await aCluster(line);
    await fetch(`${url}/v2/keys/a`, {method: 'PUT', body: new URLSearchParams({value: '1'})});
    expect((await fetch(`${url}/v2/keys/a`, {method: 'DELETE'})).status).toBe(200);

    await cliOk(cluster, ['down', '--yes']);

    const {exitCode, all} = await checkV2(cluster);
    expect(exitCode).toBe(1);
    expect(all).toContain('detected custom v2 content');
    if (line === '3.5') expect(await startNext(cluster)).toBe('ends');
  });
});
