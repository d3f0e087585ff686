import {isIP} from 'node:net';

import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {isWildcard} from './hosts.js';

/** How a cluster is found by SRV records. */
export interface SrvPlace {
  readonly domain: string;
  /** What `discovery-srv-name` appends to the name of the service. */
  readonly name?: string | undefined;
}

/** Undefined where the members find each other otherwise. */
export function srvPlaceOf({bootstrap}: Pick<ClusterSpec, 'bootstrap'>): SrvPlace | undefined {
  return bootstrap.method === 'srv' ? bootstrap : undefined;
}

/**
 * The host that an SRV record names for a node: SRV records name hosts by their names alone, so that a node whose host
 * is an address gets its own name in the domain. Where several clusters are in one, each may have an infra0. Without a
 * dot at the end.
 */
export function srvTargetOf(
  {domain, name: cluster}: SrvPlace,
  {name, host}: Pick<SpecNode, 'name' | 'host'>,
): string {
  if (isIP(host) !== 0 || host === 'localhost') {
    return `${cluster === undefined ? name : `${name}-${cluster}`}.${domain}`.toLowerCase();
  }
  return host.includes('.') ? host.replace(/\.$/, '') : `${host}.${domain}`;
}

/** The address to which that name leads; undefined where the spec does not tell. */
export function knownAddressOf({host, listen}: Pick<SpecNode, 'host' | 'listen'>): string | undefined {
  if (isIP(host) !== 0) return host;
  if (host === 'localhost') return '127.0.0.1';
  return listen === undefined || isWildcard(listen) ? undefined : listen;
}

/** Further names under which a node is reached: its own in the records, and the domain, for which clients by SRV look. */
export function srvHostsOf(spec: Pick<ClusterSpec, 'bootstrap'>, node: SpecNode): string[] {
  const place = srvPlaceOf(spec);
  return place === undefined || node.role !== 'member' ? [] : [srvTargetOf(place, node), place.domain];
}
