import type {SpecNode} from '../spec/schema.js';
import {bracketed} from '../nodes/hosts.js';
import {flagValues} from '../process/flag-values.js';
import {canonicalHost} from '../process/host-kind.js';
import {splitHostPort} from '../rules/host-port.js';

/** What a gateway or gRPC proxy takes where it is told nothing. */
const DEFAULT_ENDPOINT = '127.0.0.1:2379';

/** Where a proxy sends its clients: to addresses, or to whatever a domain said at its start. */
export type ProxyTargets = {readonly endpoints: readonly string[]} | {readonly discoverySrv: string};

/** A member as the live membership has it; without client URLs until it has started for the first time. */
export interface LiveMember {
  /** Hex. */
  readonly id?: string;
  /** Empty until it has started for the first time. */
  readonly name?: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

export interface EndpointDrift {
  /** Of members that have no endpoint here. */
  readonly missing: readonly string[];
  /** Endpoints at which no member is any more. */
  readonly stale: readonly string[];
}

/** `https://10.0.0.1:2379/x` → `10.0.0.1:2379`: etcd drops scheme and path too. */
export function withoutScheme(endpoint: string): string {
  return endpoint.replace(/^[a-z][a-z\d+.-]*:\/\//i, '').replace(/[/?#].*$/, '');
}

/** What the command line of a gateway or gRPC proxy says. Both read neither variables nor a file. */
export function targetsOf(argv: readonly string[]): ProxyTargets {
  const discoverySrv = flagValues(argv, 'discovery-srv').at(-1) ?? '';
  if (discoverySrv !== '') return {discoverySrv};
  // A list that is given twice is one list to etcd.
  const given = flagValues(argv, 'endpoints').flatMap(list => list.split(','));
  const named = given.map(endpoint => endpoint.replace(/^"(.*)"$/, '$1')).filter(Boolean);
  return {endpoints: (named.length === 0 ? [DEFAULT_ENDPOINT] : named).map(withoutScheme)};
}

/** One spelling for each address. */
function canonical(hostPort: string): string {
  const parts = splitHostPort(hostPort);
  if (parts === undefined) return hostPort.toLowerCase();
  const host = canonicalHost(parts.host);
  return `${bracketed(host === 'localhost' ? '127.0.0.1' : host)}:${parts.port}`;
}

/** Of URLs with a host: nobody else reaches the socket file of a member. */
function addressesOf(urls: readonly string[]): string[] {
  return urls.filter(url => /^https?:\/\//i.test(url)).map(withoutScheme);
}

function hostOf(hostPort: string): string {
  return canonical(hostPort).replace(/:[^:]*$/, '');
}

/**
 * Compares endpoints with the members there are. A learner need not be among them, since it answers hardly anything, and
 * may. A member with several client URLs is served by any of them. One that has not started yet has none: an endpoint on
 * its host may be its own.
 */
export function compareEndpoints(
  endpoints: readonly string[],
  members: readonly LiveMember[],
): EndpointDrift {
  const has = new Set(endpoints.map(canonical));
  const started = members.map(({clientUrls, isLearner}) => ({addresses: addressesOf(clientUrls), isLearner}));
  const live = new Set(started.flatMap(({addresses}) => addresses.map(canonical)));
  const awaited = new Set(
    members
      .filter(({clientUrls}) => clientUrls.length === 0)
      .flatMap(({peerUrls}) => addressesOf(peerUrls).map(hostOf)),
  );
  const missing = started
    .filter(({addresses, isLearner}) => !isLearner && !addresses.some(address => has.has(canonical(address))))
    .flatMap(({addresses}) => addresses.slice(0, 1));
  const stale = endpoints.filter(
    endpoint => !live.has(canonical(endpoint)) && !awaited.has(hostOf(endpoint)),
  );
  return {missing, stale};
}

export function hasDrift({missing, stale}: EndpointDrift): boolean {
  return missing.length > 0 || stale.length > 0;
}

/** Gateways and gRPC proxies go by the list that they are started with; a v2 proxy asks for it again and again. */
export function takesList({role}: Pick<SpecNode, 'role'>): boolean {
  return role === 'gateway' || role === 'grpc-proxy';
}
