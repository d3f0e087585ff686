import {resolve} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {DiscoveryCall} from '../../adapters/discovery/v2-discovery.js';
import type {EtcdApi} from '../../adapters/etcd-api/etcd-api.js';
import type {TlsIdentity} from '../../adapters/http/tls-identity.js';
import type {DiscoveryUrl} from '../../domain/discovery/discovery-url.js';
import {parseDiscoveryUrl} from '../../domain/discovery/discovery-url.js';
import type {DiscoveryMethod} from '../../domain/discovery/method.js';
import type {RegistryContent} from '../../domain/discovery/registry.js';
import {OpsError} from '../../errors/ops-error.js';
import {once} from '../once.js';

/** How etcdops and the members show themselves to a discovery service. Paths are absolute or of the folder. */
export type DiscoveryClient = NonNullable<DiscoveryMethod['client']>;

/** One token at one service. */
export type RegistryPlace =
  | {readonly protocol: 'v2'; readonly url: DiscoveryUrl; readonly client?: DiscoveryClient | undefined}
  | {
      readonly protocol: 'v3';
      readonly endpoints: readonly string[];
      readonly token: string;
      readonly client?: DiscoveryClient | undefined;
    };

/** What a service holds under one token. Each call throws E_UNREACHABLE where no service answers within seconds. */
export interface Registry {
  readonly place: RegistryPlace;
  read(): Promise<RegistryContent>;
  /** Writes the size of a new token; false, with nothing changed, where the token is there already. */
  create(size: number): Promise<boolean>;
  /** False where there was no such token. */
  remove(): Promise<boolean>;
  /** The other tokens at the same service. */
  others(): Promise<string[]>;
}

/** How whoever asks has been told of the service: flags of `discovery …`, those of `bootstrap discovery`, or the spec. */
export type ToldBy = 'flags' | 'bootstrap' | 'spec';

type Opener = Pick<Adapters, 'cwd' | 'env' | 'etcdApi' | 'files' | 'signal' | 'v2Discovery'>;

/** A service that is up answers in milliseconds. */
const CALL_MS = 5000;
const MAX_PEM_BYTES = 1024 * 1024;

const WORDS: Readonly<Record<ToldBy, {readonly endpoints: string; readonly files: string}>> = {
  flags: {endpoints: '--endpoints', files: '--cacert, --cert, --key'},
  bootstrap: {
    endpoints: '--discovery-endpoints',
    files: '--discovery-cacert, --discovery-cert, --discovery-key',
  },
  spec: {
    endpoints: 'bootstrap.endpoints of etcdops.yaml',
    files: 'bootstrap.client of etcdops.yaml',
  },
};

/** From where paths count, and whose words hints are in. */
export interface RegistryOptions {
  readonly folder: string;
  readonly toldBy: ToldBy;
  /** How many members are to register, where that is known. */
  readonly size?: number | undefined;
}

function silenceHints({toldBy, size = 3}: RegistryOptions): string[] {
  return [
    `etcdops discovery serve --size ${size} runs a service here`,
    `or name one that answers: ${WORDS[toldBy].endpoints}`,
    ...(toldBy === 'spec' ? ['once all members have started nobody needs it: etcdops status'] : []),
  ];
}

async function readPem({files}: Opener, path: string, hint: string): Promise<string> {
  const text = await files.readText(path, MAX_PEM_BYTES);
  if (text !== undefined) return text;
  throw new OpsError('E_CERT_INVALID', `${path} is missing, and the discovery service is to see it`, {
    hints: [hint],
  });
}

async function identityOf(
  opener: Opener,
  {folder, toldBy}: RegistryOptions,
  client: DiscoveryClient,
): Promise<TlsIdentity> {
  const hint = `name the file that there is: ${WORDS[toldBy].files}`;
  const read = (path: string | undefined): Promise<string | undefined> =>
    path === undefined ? Promise.resolve(undefined) : readPem(opener, resolve(folder, path), hint);
  const [ca, cert, key] = await Promise.all([client.cacert, client.cert, client.key].map(read));
  return {
    ...(ca === undefined ? {} : {ca}),
    ...(cert === undefined || key === undefined ? {} : {cert, key}),
    verify: true,
  };
}

function apiFor({etcdApi}: Opener, identity: () => Promise<TlsIdentity>, client: DiscoveryClient): EtcdApi {
  const api = etcdApi.elsewhere({client: identity, peer: identity});
  const {user, password = ''} = client;
  return user === undefined ? api : api.asUser({name: user, password});
}

/** What etcd's refusals hint at elsewhere; who asks a service for a token has none of its members in the spec. */
const OF_MEMBERS = /etcdops (member list|status)$/;

/** The first endpoint that answers; what the last one says where none does. */
async function atFirst<T>(
  endpoints: readonly string[],
  options: RegistryOptions,
  ask: (endpoint: string) => Promise<T>,
): Promise<T> {
  let last: unknown;
  for (const endpoint of endpoints) {
    try {
      return await ask(endpoint.replace(/\/$/, ''));
    } catch (error) {
      if (error instanceof OpsError && error.code === 'E_NO_ACCESS') throw error;
      last = error;
    }
  }
  const cause = last instanceof Error ? last : new Error('no endpoint');
  const own = last instanceof OpsError ? last.hints.filter(hint => !OF_MEMBERS.test(hint)) : [];
  const hints = own.length > 0 ? own : silenceHints(options);
  const message = `no discovery service answers at ${endpoints.join(', ')}: ${cause.message}`;
  throw new OpsError('E_UNREACHABLE', message, {cause, hints});
}

function v3Registry(
  opener: Opener,
  place: Extract<RegistryPlace, {protocol: 'v3'}>,
  options: RegistryOptions,
): Registry {
  const identity = once(() => identityOf(opener, options, place.client ?? {}));
  const api = apiFor(opener, identity, place.client ?? {});
  const {signal} = opener;
  const all = '/_etcd/registry/';
  const prefix = `${all}${place.token}/`;
  const sizeKey = `${prefix}_config/size`;
  const call = {timeoutMs: CALL_MS, signal};
  const ask = async <T>(question: (endpoint: string) => Promise<T>): Promise<T> => {
    try {
      return await atFirst(place.endpoints, options, question);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  };
  return {
    place,
    async read() {
      const keys = await ask(endpoint => api.keysBelow(endpoint, prefix, call));
      return {
        size: keys.find(({key}) => key === sizeKey)?.value,
        keys: keys
          .filter(({key}) => key.startsWith(`${prefix}members/`))
          .map(({key, value, createRevision}) => ({
            id: key.slice(`${prefix}members/`.length),
            value,
            index: createRevision,
          })),
      };
    },
    create: size => ask(endpoint => api.createKey(endpoint, {key: sizeKey, value: String(size)}, call)),
    remove: async () => (await ask(endpoint => api.removeBelow(endpoint, prefix, call))) > 0,
    async others() {
      const keys = await ask(endpoint => api.keysBelow(endpoint, all, call));
      const tokens = new Set(keys.map(({key}) => key.slice(all.length).split('/')[0]!));
      return [...tokens].filter(token => token !== place.token);
    },
  };
}

/** The CAs that Go believes, which is what etcd asks a v2 service with; the variable counts from where it was set. */
async function rootsOf(opener: Opener): Promise<Pick<TlsIdentity, 'ca'>> {
  const roots = opener.env['SSL_CERT_FILE'];
  if (roots === undefined || roots === '') return {};
  const hint =
    'name the file that there is, or leave the variable out: SSL_CERT_FILE=FILE before the command';
  return {ca: await readPem(opener, resolve(opener.cwd, roots), hint)};
}

/** How a v2 service is asked, at whatever page of it. */
export async function v2Call(
  opener: Opener,
  {service, client = {}}: {readonly service: string; readonly client?: DiscoveryClient | undefined},
  options: RegistryOptions,
): Promise<DiscoveryCall> {
  const call = {timeoutMs: CALL_MS, signal: opener.signal, size: options.size};
  if (!/^https:/i.test(service)) return call;
  const roots = client.cacert === undefined ? await rootsOf(opener) : {};
  return {...call, tls: {...roots, ...(await identityOf(opener, options, client))}};
}

export function openRegistry(opener: Opener, place: RegistryPlace, options: RegistryOptions): Registry {
  if (place.protocol === 'v3') return v3Registry(opener, place, options);
  const {url, client} = place;
  const call = once(() => v2Call(opener, {service: url.service, client}, options));
  return {
    place,
    read: async () => (await opener.v2Discovery()).read(url, await call()),
    create: async size => (await opener.v2Discovery()).create(url, size, await call()),
    remove: async () => (await opener.v2Discovery()).remove(url, await call()),
    others: async () => {
      const tokens = await (await opener.v2Discovery()).tokens(url, await call());
      return tokens.filter(token => token !== url.token);
    },
  };
}

/** Where the members of a spec register; undefined where its block is not whole, which is a finding. */
export function placeOfMethod({url, endpoints, token, client}: DiscoveryMethod): RegistryPlace | undefined {
  const parsed = url === undefined ? undefined : parseDiscoveryUrl(url);
  if (parsed !== undefined) return {protocol: 'v2', url: parsed};
  if (endpoints === undefined || token === undefined) return undefined;
  return {protocol: 'v3', endpoints, token, ...(client === undefined ? {} : {client})};
}
