import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk} from './observed-cluster.js';
import {changeNodes, eventually, nodeOf, startEtcd} from './proxy-run.js';

const REFRESH_MS = 1000;
const WRITES = 60;
const WRITING_MS = 60_000;

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function ask(url: string, method = 'GET', body?: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(20_000),
    ...(body === undefined ? {} : {body: new URLSearchParams(body)}),
  });
  return {status: response.status, text: await response.text()};
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function askV3(url: string, call: 'put' | 'range', fields: Record<string, string>): Promise<string> {
  const body = Object.entries(fields).map(([name, text]) => [name, base64(text)]);
  const response = await fetch(`${url}/v3/kv/${call}`, {
    method: 'POST',
    body: JSON.stringify(Object.fromEntries(body)),
  });
  return response.text();
}

/** Writes and reads by turns, one request after the other, for as long as it is not stopped. */
function startClient(url: string) {
  const acknowledged: string[] = [];
  const errors: string[] = [];
  let isOver = false;

  async function request(key: string): Promise<void> {
    try {
      const {status, text} = await ask(`${url}/v2/keys/${key}`, 'PUT', {value: key});
      if (status === 201) acknowledged.push(key);
      else errors.push(`PUT ${status} ${text}`);
      const read = await ask(`${url}/v2/keys/${acknowledged.at(-1) ?? ''}`);
      if (read.status !== 200) errors.push(`GET ${read.status} ${read.text}`);
    } catch (error) {
      errors.push(String(error));
    }
  }

  async function go(): Promise<void> {
    for (let index = 0; !isOver; index++) await request(`steady/${String(index).padStart(6, '0')}`);
  }

  const going = go();
  return {
    acknowledged,
    errors,
    async stop() {
      isOver = true;
      await going;
    },
  };
}

describe.each(['3.4', '3.5'] as const)('v2 proxies of three members, etcd %s', line => {
  let cluster: TestCluster;
  let readwrite: string;
  let readonly: string;

  async function endpointsOf(proxy: string): Promise<string[]> {
    const {text} = await ask(`${proxy}/v2/config/local/proxy`);
    return (JSON.parse(text) as {endpoints: string[]}).endpoints.sort();
  }

  async function untilEndpoints(proxy: string, wanted: readonly string[]): Promise<void> {
    const isThere = async (): Promise<true | undefined> =>
      String(await endpointsOf(proxy)) === String([...wanted].sort()) ? true : undefined;
    await eventually(isThere, `${proxy} knows ${wanted.join(', ')} and no others`);
  }

  beforeAll(async () => {
    cluster = await startCluster({line, proxies: 2, start: false});
    const settings = {'proxy-refresh-interval': REFRESH_MS};
    await changeNodes(cluster, {proxy0: {settings}, proxy1: {mode: 'readonly', settings}});
    await cliOk(cluster, ['up']);
    [readwrite = '', readonly = ''] = ['proxy0', 'proxy1'].map(name => nodeOf(cluster, name).clientUrl);
    for (const proxy of [readwrite, readonly]) {
      await eventually(
        async () => ((await ask(`${proxy}/version`)).status === 200 ? true : undefined),
        `${proxy} passes a question on`,
      );
      await untilEndpoints(proxy, cluster.endpoints);
    }
  });

  it('readwrite: v2 keys are written, read, and deleted', async () => {
    const made = await ask(`${readwrite}/v2/keys/a`, 'PUT', {value: '1'});

    expect(made.status).toBe(201);
    for (const url of [readwrite, ...cluster.endpoints]) {
      expect((await ask(`${url}/v2/keys/a?quorum=true`)).text).toContain('"value":"1"');
    }
    expect((await ask(`${readwrite}/v2/keys/a`, 'DELETE')).status).toBe(200);
    expect((await ask(`${readwrite}/v2/keys/a?quorum=true`)).status).toBe(404);
  });

  it('readwrite: the JSON gateway of v3 passes', async () => {
    expect(await askV3(readwrite, 'put', {key: 'by-json', value: 'through'})).toContain('"revision"');

    expect(await askV3(readwrite, 'range', {key: 'by-json'})).toContain(base64('through'));
    expect(await cluster.etcdctl('get', 'by-json', '--print-value-only')).toBe('through');
  });

  it('readonly: reads pass, all else is answered 501 and changes nothing', async () => {
    await ask(`${readwrite}/v2/keys/kept`, 'PUT', {value: 'before'});

    expect((await ask(`${readonly}/v2/keys/kept?quorum=true`)).text).toContain('"value":"before"');
    for (const method of ['PUT', 'POST', 'DELETE']) {
      expect(await ask(`${readonly}/v2/keys/kept`, method, {value: 'after'})).toEqual({
        status: 501,
        text: '',
      });
    }
    // A read of v3 is a POST.
    expect(await askV3(readonly, 'put', {key: 'refused', value: 'x'})).toBe('');
    expect((await ask(`${readwrite}/v2/keys/kept?quorum=true`)).text).toContain('"value":"before"');
    expect(await cluster.etcdctl('get', 'refused')).toBe('');
  });

  it('a member is killed: reads and writes go on, and no acknowledged write is lost', async () => {
    const client = startClient(readwrite);
    await waitUntil(() => client.acknowledged.length >= WRITES, WRITING_MS, 'writes pass');
    const before = client.errors.length;
    const pid = cluster.pidOf('infra1');

    process.kill(pid, 'SIGKILL');
    await waitUntil(() => !isRunning(pid), 10_000, 'the member is gone');
    const goal = client.acknowledged.length + WRITES;
    await waitUntil(() => client.acknowledged.length >= goal, WRITING_MS, 'writes pass again');

    await client.stop();
    console.log(`etcd ${line}: ${client.acknowledged.length} v2 writes, errors:`, client.errors);
    expect(before).toBe(0);
    // What was on its way; the proxy then leaves the member out.
    expect(client.errors.length).toBeLessThanOrEqual(3);
    const [survivor = ''] = cluster.endpoints;
    const {text} = await ask(`${survivor}/v2/keys/steady?quorum=true`);
    const {node} = JSON.parse(text) as {node: {nodes: {key: string}[]}};
    const found = new Set(node.nodes.map(({key}) => key.slice(1)));
    expect(client.acknowledged.filter(key => !found.has(key))).toEqual([]);
    await cliOk(cluster, ['up']);
  });

  it('what it knows of the members follows them: one more, and one less', async () => {
    const port = await freeBasePort(1);
    const [clientUrl, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`];
    // etcd refuses until the member that was killed has been back for some seconds.
    const added = await eventually(
      () => cluster.etcdctl('member', 'add', 'infra3', `--peer-urls=${peerUrl}`),
      'a member is added',
    );
    const [, id = ''] = /^Member\s+(\w+) added/.exec(added) ?? [];
    const [, initialCluster = ''] = /ETCD_INITIAL_CLUSTER="(.*)"/.exec(added) ?? [];
    startEtcd(cluster, tempDir('further-member'), [
      ...['--name', 'infra3', '--data-dir', 'data', '--enable-v2=true', '--logger', 'zap'],
      ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
      ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
      ...['--initial-cluster', initialCluster, '--initial-cluster-state', 'existing'],
    ]);

    for (const proxy of [readwrite, readonly]) await untilEndpoints(proxy, [...cluster.endpoints, clientUrl]);

    await cluster.etcdctl('member', 'remove', id);
    for (const proxy of [readwrite, readonly]) await untilEndpoints(proxy, cluster.endpoints);
    expect((await ask(`${readwrite}/v2/keys/after`, 'PUT', {value: '1'})).status).toBe(201);
  });
});
