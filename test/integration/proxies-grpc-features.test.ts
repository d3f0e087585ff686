import {hostname} from 'node:os';

import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {waitUntil} from '../helpers/processes.js';
import {cliOk} from './observed-cluster.js';
import {
  changeNodes,
  environmentFor,
  eventually,
  nodeOf,
  startEtcdctl,
  waysThrough,
  type Etcdctl,
} from './proxy-run.js';

/** What the spec says of each gRPC proxy. */
const SETTINGS = {
  'grpc-proxy0': {},
  'grpc-proxy1': {namespace: 'app/'},
  'grpc-proxy2': {namespace: 'other/'},
  'grpc-proxy3': {'resolver-prefix': 'proxies', 'resolver-ttl': 5},
  'grpc-proxy4': {'resolver-prefix': 'proxies', 'resolver-ttl': 5},
  'grpc-proxy5': {'experimental-leasing-prefix': 'leasing/'},
  'grpc-proxy6': {'experimental-serializable-ordering': true},
} as const;
type Proxy = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as Proxy[];
const WATCHES = 200;
const WATCHING_MS = 20_000;

async function textOf(url: string): Promise<{status: number; text: string}> {
  const response = await fetch(url);
  return {status: response.status, text: await response.text()};
}

async function metricOf(url: string, name: string): Promise<number> {
  const {text} = await textOf(url);
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`no ${name} at ${url}`);
  return Number(value);
}

describe.each(['3.4', '3.7'] as const)('settings of gRPC proxies, etcd %s', line => {
  let cluster: TestCluster;
  let through: Readonly<Record<Proxy, Etcdctl>>;
  let memberMetrics: string;

  /** The third port of a node of the spec. */
  function metricsOf(name: string): string {
    const {hostname: host, port} = new URL(nodeOf(cluster, name).clientUrl);
    return `http://${host}:${Number(port) + 2}`;
  }

  beforeAll(async () => {
    cluster = await startCluster({line, members: 1, grpcProxies: NAMES.length, start: false});
    await changeNodes(
      cluster,
      Object.fromEntries(Object.entries(SETTINGS).map(([name, settings]) => [name, {settings}])),
    );
    await cliOk(cluster, ['validate', '--strict']);
    await cliOk(cluster, ['up']);
    through = await waysThrough(cluster, NAMES);
    memberMetrics = `${metricsOf('infra0')}/metrics`;
  });

  it('namespace keeps clients apart, and members see whose keys they are', async () => {
    await through['grpc-proxy1']('put', 'shared', 'of app');
    await through['grpc-proxy2']('put', 'shared', 'of other');

    expect(await through['grpc-proxy1']('get', 'shared', '--print-value-only')).toBe('of app');
    expect(await through['grpc-proxy2']('get', 'shared', '--print-value-only')).toBe('of other');
    expect(await through['grpc-proxy1']('get', '', '--prefix', '--keys-only')).toBe('ready\n\nshared\n');
    expect(await cluster.etcdctl('get', 'app/shared', '--print-value-only')).toBe('of app');
    expect(await cluster.etcdctl('get', 'other/shared', '--print-value-only')).toBe('of other');
    expect(await cluster.etcdctl('get', 'shared')).toBe('');
  });

  it('resolver-prefix: each shows all of them as the members, with addresses that others can reach', async () => {
    const addresses = ['grpc-proxy3', 'grpc-proxy4'].map(
      name => new URL(nodeOf(cluster, name).clientUrl).host,
    );

    for (const name of ['grpc-proxy3', 'grpc-proxy4'] as const) {
      const list = await eventually(async () => {
        const found = await through[name]('member', 'list');
        return addresses.every(address => found.includes(address)) ? found : undefined;
      }, `${name} knows both`);
      expect(list.split('\n').sort()).toEqual(
        addresses.map(address => `0, started, ${hostname()}, , ${address}, false`),
      );
    }
    const keys = await cluster.etcdctl('get', 'proxies', '--prefix', '--keys-only');
    expect(keys.split('\n').filter(Boolean).sort()).toEqual(addresses.map(address => `proxies/${address}`));
  });

  it('leasing and serializable ordering: what is written is read, also after others have written', async () => {
    for (const name of ['grpc-proxy5', 'grpc-proxy6'] as const) {
      await through[name]('put', `${name}/a`, '1');
      expect(await through[name]('get', `${name}/a`, '--print-value-only')).toBe('1');
      await through['grpc-proxy0']('put', `${name}/a`, '2');
      expect(await cluster.etcdctl('get', `${name}/a`, '--print-value-only')).toBe('2');
      await through[name]('put', `${name}/a`, '3');
      expect(await through[name]('get', `${name}/a`, '--print-value-only')).toBe('3');
    }
    // The proxy notes there which keys it keeps; `status`, which has asked it, made it keep none.
    await cliOk(cluster, ['status']);
    const leased = await through['grpc-proxy0']('get', 'leasing/', '--prefix', '--keys-only');
    expect(leased.split('\n').filter(Boolean)).toEqual(['leasing/grpc-proxy5/a']);
  });

  it.each(['grpc-proxy0', 'grpc-proxy1'])('%s: its metrics port has metrics and health', async name => {
    const url = metricsOf(name);

    expect((await textOf(`${url}/metrics`)).text).toContain('etcd_server_has_leader 1\n');
    expect(JSON.parse((await textOf(`${url}/health`)).text)).toMatchObject({health: 'true'});
    // Of the proxy itself: since 3.5.
    const own = await Promise.all(['metrics', 'health'].map(path => textOf(`${url}/proxy/${path}`)));
    expect(own.map(({status}) => status)).toEqual(line === '3.4' ? [404, 404] : [200, 200]);
    if (line !== '3.4') expect(own[0]?.text).toMatch(/^etcd_grpc_proxy_cache_misses_total /m);
  });

  it(`${WATCHES} watches of one key are one watch to the member`, async () => {
    const watchers = (): Promise<number> => metricOf(memberMetrics, 'etcd_debugging_mvcc_watcher_total');
    const before = await watchers();
    const env = await environmentFor(cluster, 'grpc-proxy0');
    const session = startEtcdctl(cluster, env, ['watch', '--interactive']);
    session.write('watch watched\n'.repeat(WATCHES));
    await eventually(
      async () => ((await watchers()) > before ? true : undefined),
      'the watch reaches the member',
    );
    const seen = (value: string): number =>
      session
        .output()
        .split('\n')
        .filter(text => text === value).length;
    // A watch that is not yet there gets nothing of what was before it.
    const tries: string[] = [];
    await eventually(async () => {
      if (tries.some(value => seen(value) === WATCHES)) return true;
      tries.push(`try ${tries.length}`);
      await cluster.etcdctl('put', 'watched', tries.at(-1)!);
      return undefined;
    }, 'all watch');

    await cluster.etcdctl('put', 'watched', 'once');

    await waitUntil(() => seen('once') === WATCHES, WATCHING_MS, 'each watch has seen it');
    expect((await watchers()) - before).toBe(1);
    if (line === '3.4') return;
    const shared = `${metricsOf('grpc-proxy0')}/proxy/metrics`;
    expect(await metricOf(shared, 'etcd_grpc_proxy_events_coalescing_total')).toBeGreaterThanOrEqual(
      WATCHES - 1,
    );
  });
});
