import {isDeepStrictEqual} from 'node:util';

import {joins, membersOf, peerUrlOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {parseDiscoveryUrl, v2TokenUrl, withToken} from './discovery-url.js';
import type {ExpectedMember} from './registry.js';

export type DiscoveryMethod = Extract<ClusterSpec['bootstrap'], {method: 'discovery'}>;
type Method = Pick<ClusterSpec, 'bootstrap'>;

/** How the members of a spec find each other, where they do so by discovery. */
export function discoveryOf({bootstrap}: Method): DiscoveryMethod | undefined {
  return bootstrap.method === 'discovery' ? bootstrap : undefined;
}

/** `v2`: one URL, up to etcd 3.6; `v3`: a token and endpoints, from 3.6 on. */
export type DiscoveryProtocol = 'v2' | 'v3';

export function protocolOf({url}: Pick<DiscoveryMethod, 'url'>): DiscoveryProtocol {
  return url === undefined ? 'v3' : 'v2';
}

/** The members that begin the cluster: those that register. Who joined later never did. */
export function beginnersOf(spec: Pick<ClusterSpec, 'nodes'>): SpecNode[] {
  return membersOf(spec).filter(member => !joins(member));
}

/** Who is to register, as the service will have it. */
export function expectedMembers(spec: Pick<ClusterSpec, 'bootstrap' | 'nodes' | 'tls'>): ExpectedMember[] {
  return beginnersOf(spec).map(member => ({name: member.name, peerUrl: peerUrlOf(spec, member)!}));
}

/** How many are to register. */
export function sizeOfSpec(spec: Pick<ClusterSpec, 'nodes' | 'bootstrap'>): number {
  return discoveryOf(spec)?.size ?? beginnersOf(spec).length;
}

/**
 * The text from which the ids of the cluster follow: with discovery etcd does not look at initial-cluster-token.
 * @see https://github.com/etcd-io/etcd/blob/release-3.6/server/embed/config.go PeerURLsMapAndToken
 */
export function clusterTokenOf(spec: Pick<ClusterSpec, 'bootstrap' | 'token'>): string {
  const method = discoveryOf(spec);
  return method?.url ?? method?.token ?? spec.token;
}

/** The method with a token that nobody has used; undefined where only the service itself can make one. */
export function withNewToken(method: DiscoveryMethod, token: string): DiscoveryMethod | undefined {
  if (method.url === undefined) return {...method, token};
  const parsed = parseDiscoveryUrl(method.url);
  const url = parsed === undefined ? undefined : withToken(parsed, token);
  return url === undefined ? undefined : {...method, url};
}

/** The same service, in whatever order and with or without a last `/`. */
function asPlace(endpoints: readonly string[] | undefined): readonly string[] | undefined {
  return endpoints === undefined
    ? undefined
    : [...new Set(endpoints.map(url => url.replace(/\/$/, '')))].sort();
}

/** Whether these endpoints are of the same service. */
export function isSameService(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): boolean {
  return isDeepStrictEqual(asPlace(one), asPlace(other));
}

/** What a spec knows of the service at these endpoints: the token there, and who shows himself to it. */
export function knownOfService(
  method: DiscoveryMethod | undefined,
  endpoints: readonly string[] | undefined,
): Pick<DiscoveryMethod, 'token' | 'client'> {
  const isSame = method?.ownService !== true && isSameService(method?.endpoints, endpoints);
  return isSame ? {token: method?.token, client: method?.client} : {};
}

/** A service of etcdops's own on this machine, for the time of the first start. */
export function ownMethod(
  protocol: DiscoveryProtocol,
  {service, token}: {service: string; token: string},
): DiscoveryMethod {
  const rest = {ownService: true} as const;
  if (protocol === 'v2') return {method: 'discovery', url: v2TokenUrl(service, token), ...rest};
  return {method: 'discovery', endpoints: [service], token, ...rest};
}

/** Where the service of etcdops's own listens. */
export function ownServiceUrl(method: DiscoveryMethod): string | undefined {
  if (method.ownService !== true) return undefined;
  return method.url === undefined ? method.endpoints?.[0] : parseDiscoveryUrl(method.url)?.service;
}
