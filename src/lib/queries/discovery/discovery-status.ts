import {
  parseDiscoveryUrl,
  discoveryUrlProblem,
  serviceProblem,
  v2TokenUrl,
} from '../../domain/discovery/discovery-url.js';
import {
  discoveryOf,
  expectedMembers,
  isSameService,
  type DiscoveryProtocol,
} from '../../domain/discovery/method.js';
import {judgeRegistry, type RegistryReport} from '../../domain/discovery/registry.js';
import {tokenProblem} from '../../domain/nodes/names.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {unregisteredHere, type SpecHere} from './local-members.js';
import {placeOfMethod, type DiscoveryClient, type Registry, type RegistryPlace} from './open-registry.js';

/** Which token somebody means. */
export interface PlaceRequest {
  /** A URL, or a token of `endpoints` or `service`; without one the token of the spec. */
  readonly target?: string | undefined;
  readonly endpoints?: readonly string[] | undefined;
  readonly service?: string | undefined;
  readonly client?: DiscoveryClient | undefined;
  /** Where there is one. */
  readonly spec?: ClusterSpec | undefined;
}

function wrong(message: string, ...hints: string[]): OpsError {
  return new OpsError('E_USAGE', message, {hints});
}

function urlPlace(text: string, client: DiscoveryClient | undefined): RegistryPlace {
  const url = parseDiscoveryUrl(text);
  if (url !== undefined) return {protocol: 'v2', url, client};
  throw wrong(
    `"${printable(text)}" ${discoveryUrlProblem(text)}`,
    'write the URL that etcdops discovery new or serve has shown',
  );
}

/** Throws E_USAGE where one of the addresses is none. */
export function assertServices(flag: string, services: readonly string[]): void {
  for (const service of services) {
    const problem = serviceProblem(service);
    if (problem !== undefined)
      throw wrong(`${flag}: "${printable(service)}" ${problem}`, `${flag} http://10.0.0.9:2379`);
  }
}

function placeOfSpec(spec: ClusterSpec | undefined): RegistryPlace | undefined {
  const method = spec === undefined ? undefined : discoveryOf(spec);
  return method === undefined ? undefined : placeOfMethod(method);
}

/** What flags say of who asks counts before what the spec says. */
function askedAs(place: RegistryPlace, client: DiscoveryClient | undefined): RegistryPlace {
  return {...place, client: {...place.client, ...client}};
}

/** The service of the spec with another token of it. */
function besideSpec({spec, client}: PlaceRequest, token: string): RegistryPlace | undefined {
  const place = placeOfSpec(spec);
  if (place?.protocol === 'v3') return askedAs({...place, token}, client);
  const url = place === undefined ? undefined : parseDiscoveryUrl(v2TokenUrl(place.url.service, token));
  return url === undefined ? undefined : {protocol: 'v2', url, client};
}

function tokenPlace(token: string, request: PlaceRequest): RegistryPlace {
  const {endpoints, service, client} = request;
  const problem = tokenProblem(token);
  if (problem !== undefined) throw wrong(problem, 'write the token, or the whole URL');
  if (endpoints !== undefined) {
    assertServices('--endpoints', endpoints);
    return {protocol: 'v3', endpoints, token, client};
  }
  if (service !== undefined) {
    assertServices('--service', [service]);
    return urlPlace(v2TokenUrl(service, token), client);
  }
  const place = besideSpec(request, token);
  if (place !== undefined) return place;
  throw wrong(
    `where is the token ${token}?`,
    'etcd 3.6 and later: add --endpoints http://ADDRESS:2379',
    'etcd up to 3.5: write the whole URL, or add --service http://ADDRESS:2379',
  );
}

/** An address beside a URL, or beside nothing, would be looked at by nobody. */
function assertNoAddress({endpoints, service}: PlaceRequest, why: string, hint: string): void {
  const flag = endpoints !== undefined ? '--endpoints' : '--service';
  if ((endpoints ?? service) !== undefined) throw wrong(`${flag} ${why}`, hint);
}

function meantPlace(request: PlaceRequest): RegistryPlace {
  const {target, client, spec} = request;
  if (target?.includes('://') === true) {
    assertNoAddress(request, 'beside a URL: the URL says where the token is', 'leave the flag out');
    return urlPlace(target, client);
  }
  if (target !== undefined) return tokenPlace(target, request);
  assertNoAddress(request, 'without a token: which of those there?', 'write the token behind the command');
  const place = placeOfSpec(spec);
  if (place !== undefined) return askedAs(place, client);
  throw wrong(
    spec === undefined ? 'there is no spec here that names a token' : 'the spec names no discovery token',
    'write the token or its URL behind the command',
  );
}

/** Throws E_USAGE where a v2 service is to see a user, of which it knows nothing. */
export function assertTakesUser(protocol: DiscoveryProtocol, client: DiscoveryClient | undefined): void {
  if (protocol === 'v3' || client?.user === undefined) return;
  throw wrong(`--user ${printable(client.user)}: a v2 discovery service knows no users`, 'leave --user out');
}

/** Which token of which service is meant. Throws E_USAGE where that is not said, or cannot be. */
export function resolvePlace(request: PlaceRequest): RegistryPlace {
  const place = meantPlace(request);
  assertTakesUser(place.protocol, place.client);
  return place;
}

export interface DiscoveryStatus extends RegistryReport {
  readonly protocol: DiscoveryProtocol;
  readonly token: string;
  /** Of v2. */
  readonly url?: string;
  /** Of v3. */
  readonly endpoints?: readonly string[];
  /** It is the token of the spec, whose members are to come. */
  readonly isOfSpec?: boolean;
}

/** A token as a result names it. */
export function shownPlace(
  place: RegistryPlace,
): Pick<DiscoveryStatus, 'protocol' | 'token' | 'url' | 'endpoints'> {
  if (place.protocol === 'v2') return {protocol: 'v2', token: place.url.token, url: place.url.text};
  return {protocol: 'v3', token: place.token, endpoints: place.endpoints};
}

/** The service that a spec has of its own ends once nobody needs it any more. */
function ownServiceGone(error: unknown): unknown {
  if (!(error instanceof OpsError) || error.code !== 'E_UNREACHABLE') return error;
  const message = `the discovery service of etcdops's own does not run: it does while the members start for the first time`;
  return new OpsError('E_UNREACHABLE', message, {
    cause: error,
    hints: ['etcdops status tells whether they have started', 'etcdops up runs it where it is needed'],
  });
}

function isSamePlace(one: RegistryPlace, other: RegistryPlace): boolean {
  if (one.protocol === 'v2') return other.protocol === 'v2' && one.url.text === other.url.text;
  if (other.protocol === 'v2' || one.token !== other.token) return false;
  return isSameService(one.endpoints, other.endpoints);
}

/** Who has registered, and who has not. Where the token is that of the spec, its members are those that are to come. */
export async function discoveryStatus(registry: Registry, here?: SpecHere): Promise<DiscoveryStatus> {
  const {place} = registry;
  const method = here === undefined ? undefined : discoveryOf(here.loaded.spec);
  const ofSpec = method === undefined ? undefined : placeOfMethod(method);
  const isOfSpec = ofSpec !== undefined && isSamePlace(ofSpec, place);
  const content = await registry.read().catch((error: unknown) => {
    throw isOfSpec && method?.ownService === true ? ownServiceGone(error) : error;
  });
  const shown = {...shownPlace(place), isOfSpec};
  if (!isOfSpec || here === undefined) return {...shown, ...judgeRegistry(content)};
  const expected = expectedMembers(here.loaded.spec);
  return {...shown, ...judgeRegistry(content, expected, await unregisteredHere(here))};
}
