import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {parse, stringify} from 'yaml';

import type {Adapters} from '../../../src/lib/adapters/adapters.js';
import type {V2Discovery} from '../../../src/lib/adapters/discovery/v2-discovery.js';
import type {EtcdApi} from '../../../src/lib/adapters/etcd-api/etcd-api.js';
import type {NodeLaunch} from '../../../src/lib/adapters/host/host.js';
import {predictIds} from '../../../src/lib/domain/config/cluster-id.js';
import {parseDiscoveryUrl} from '../../../src/lib/domain/discovery/discovery-url.js';
import type {Killer} from '../crash.js';
import {SERVICE_NAME, type FakeHost, type FakeStart} from '../fake-host.js';
import {strict} from '../strict.js';
import {hasData} from './boot.js';

const REGISTRY = '/_etcd/registry/';

interface Stored {
  readonly value: string;
  readonly revision: number;
}

/** A member that has started, and looks for the others. */
interface Seeker {
  readonly launch: NodeLaunch;
  readonly how: FakeStart;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly token: string;
  /** From which the ids of the cluster follow. */
  readonly clusterToken: string;
  readonly isV2: boolean;
}

export interface FakeDiscovery {
  /** Tokens under which anybody has ever registered. */
  readonly used: Set<string>;
  /** What real members end at, or wait for without an end. */
  readonly violations: string[];
  /** Names of members that run, and never register. */
  readonly silent: Set<string>;
  adapters(etcd: EtcdApi, killer?: Killer): Pick<Adapters, 'etcdApi' | 'v2Discovery'>;
}

/** Undefined for a member that is told of the others. */
function seekerOf(launch: NodeLaunch, how: FakeStart): Seeker | undefined {
  if (launch.configFile === undefined) return undefined;
  const keys = parse(readFileSync(launch.configFile, 'utf8')) as Record<string, unknown>;
  const url = keys['discovery'] as string | undefined;
  const token = (keys['discovery-config'] as {token?: string} | undefined)?.token;
  if (url !== undefined)
    return {launch, how, keys, token: parseDiscoveryUrl(url)!.token, clusterToken: url, isV2: true};
  return token === undefined ? undefined : {launch, how, keys, token, clusterToken: token, isV2: false};
}

function registrationOf({keys}: Seeker): string {
  return `${String(keys['name'])}=${String(keys['initial-advertise-peer-urls'])}`;
}

function idOf({keys}: Seeker): string {
  return predictIds([[String(keys['initial-advertise-peer-urls'])]], 'any').memberIds[0]!;
}

/** The same launch, told of the others as etcd tells itself. */
function told({launch, keys, clusterToken}: Seeker, members: readonly string[]): NodeLaunch {
  const {discovery: _url, 'discovery-config': _config, ...rest} = keys;
  const configFile = join(dirname(launch.dataDir), '..', 'found', `${launch.name}.yaml`);
  mkdirSync(dirname(configFile), {recursive: true});
  const found = {'initial-cluster': members.join(','), 'initial-cluster-token': clusterToken};
  writeFileSync(configFile, stringify({...rest, ...found}));
  return {...launch, configFile};
}

/**
 * A discovery service in memory, of both protocols, and the members that meet by it: they register once it runs, and get
 * data when all have. It keeps what it has as long as its data directory is there.
 */
export function createFakeDiscovery(host: FakeHost): FakeDiscovery {
  const keys = new Map<string, Stored>();
  const seekers = new Map<string, Seeker>();
  const used = new Set<string>();
  const registered = new Set<Seeker>();
  const violations: string[] = [];
  const silent = new Set<string>();
  const startMember = host.onStart!;
  const changed = host.onChange;
  let revision = 0;

  const below = (prefix: string): [key: string, stored: Stored][] =>
    [...keys].filter(([key]) => key.startsWith(prefix));
  const sizeOf = (token: string): string | undefined => keys.get(`${REGISTRY}${token}/_config/size`)?.value;

  function register(seeker: Seeker): void {
    if (registered.has(seeker)) return;
    registered.add(seeker);
    const {token, isV2, launch} = seeker;
    const key = `${REGISTRY}${token}/members/${idOf(seeker)}`;
    if (sizeOf(token) === undefined) violations.push(`${launch.name} found no token ${token}`);
    if (isV2 && keys.has(key)) violations.push(`${launch.name} registers a second time`);
    used.add(token);
    if (!keys.has(key)) keys.set(key, {value: registrationOf(seeker), revision: ++revision});
  }

  function meet(seeker: Seeker): void {
    const members = below(`${REGISTRY}${seeker.token}/members/`);
    if (members.length < Number(sizeOf(seeker.token))) return;
    seekers.delete(seeker.launch.name);
    host.waits.delete(seeker.launch.name);
    const refused = startMember(
      told(
        seeker,
        members.map(([, {value}]) => value),
      ),
      seeker.how,
    );
    if (refused !== undefined) violations.push(refused);
  }

  function settle(): void {
    if (!host.runs(SERVICE_NAME)) return;
    const all = [...seekers.values()].filter(({launch: {name}}) => host.runs(name) && !silent.has(name));
    for (const act of [register, meet]) all.forEach(act);
  }

  host.onStart = (launch, how) => {
    if (launch.name === SERVICE_NAME) {
      if (!existsSync(launch.dataDir)) keys.clear();
      return undefined;
    }
    const seeker = hasData(launch) ? undefined : seekerOf(launch, how);
    if (seeker === undefined) return startMember(launch, how);
    host.waits.add(launch.name);
    seekers.set(launch.name, seeker);
    return undefined;
  };
  host.onChange = what => {
    settle();
    changed?.(what);
  };

  function answer<T>(value: () => T): Promise<T> {
    if (host.runs(SERVICE_NAME)) return Promise.resolve(value());
    return Promise.reject(new Error('connect ECONNREFUSED'));
  }

  function create(key: string, value: string): boolean {
    if (keys.has(key)) return false;
    keys.set(key, {value, revision: ++revision});
    return true;
  }

  const v3: Partial<EtcdApi> = {
    keysBelow: (_, prefix) =>
      answer(() =>
        below(prefix).map(([key, {value, revision: createRevision}]) => ({key, value, createRevision})),
      ),
    createKey: (_, {key, value}) => answer(() => create(key, value)),
  };
  const v2: Partial<V2Discovery> = {
    read: ({token}) =>
      answer(() => ({
        size: sizeOf(token),
        keys: below(`${REGISTRY}${token}/members/`).map(([key, stored]) => ({
          id: key.slice(key.lastIndexOf('/') + 1),
          value: stored.value,
          index: stored.revision,
        })),
      })),
    create: ({token}, size) => answer(() => create(`${REGISTRY}${token}/_config/size`, String(size))),
    tokens: () => answer(() => [...new Set(below(REGISTRY).map(([key]) => key.split('/')[3]!))]),
  };

  return {
    used,
    violations,
    silent,
    adapters(etcd, killer) {
      const [kv, registry] = [strict<EtcdApi>('service', v3), strict<V2Discovery>('v2 service', v2)];
      const api = killer?.watch(kv, ['createKey']) ?? kv;
      const old = killer?.watch(registry, ['create']) ?? registry;
      const etcdApi = Object.assign(Object.create(etcd) as EtcdApi, {elsewhere: () => api});
      return {etcdApi, v2Discovery: () => Promise.resolve(old)};
    },
  };
}
