import {isIP} from 'node:net';

import {membersOf, schemeOf, votersOf} from '../nodes/node-urls.js';
import {knownAddressOf, srvTargetOf, type SrvPlace} from '../nodes/srv-target.js';
import {srvNames, type SrvKind} from '../proxies/srv-discovery.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';

/** An SRV record. Names are absolute and have no dot at their end. */
export interface PlannedSrv {
  readonly type: 'SRV';
  readonly name: string;
  readonly ttl: number;
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
  readonly node: string;
}

export interface PlannedAddress {
  readonly type: 'A' | 'AAAA';
  readonly name: string;
  readonly ttl: number;
  readonly address: string;
  readonly node: string;
}

export type PlannedRecord = PlannedSrv | PlannedAddress;

export interface SrvPlan {
  readonly domain: string;
  readonly srvName?: string;
  readonly scheme: 'http' | 'https';
  readonly records: readonly PlannedRecord[];
  /** Hosts that records name and whose addresses are somebody else's to tell. */
  readonly hostsElsewhere: readonly string[];
}

/** Long enough to spare the name server, short enough for a record that has to be mended. Seconds. */
export const TTL_SECONDS = 300;

export function isSrv(record: PlannedRecord): record is PlannedSrv {
  return record.type === 'SRV';
}

/** The name of the service that a cluster of that scheme has to have. */
export function serviceName(kind: SrvKind, place: SrvPlace, scheme: 'http' | 'https'): string {
  const {tls, plain} = srvNames(kind, place.domain, place.name);
  return scheme === 'https' ? tls : plain;
}

/** Whether the name servers of the domain are to know the host. */
export function isInDomain(host: string, domain: string): boolean {
  return host.toLowerCase().endsWith(`.${domain.toLowerCase()}`);
}

function addressRecords(place: SrvPlace, members: readonly SpecNode[]): PlannedAddress[] {
  const all = members.flatMap((node): PlannedAddress[] => {
    const name = srvTargetOf(place, node);
    const address = knownAddressOf(node);
    if (address === undefined || !isInDomain(name, place.domain)) return [];
    return [{type: isIP(address) === 6 ? 'AAAA' : 'A', name, ttl: TTL_SECONDS, address, node: node.name}];
  });
  // Two members of one host have one name and one address.
  return [...new Map(all.map(record => [`${record.name} ${record.address}`, record])).values()];
}

/**
 * Every record that a cluster needs to be found in a domain: its peers, its clients, and the addresses of the hosts
 * that these name. Learners serve no clients.
 * @see https://etcd.io/docs/latest/op-guide/clustering/#dns-discovery
 */
export function planSrv(spec: Pick<ClusterSpec, 'nodes' | 'tls'>, place: SrvPlace): SrvPlan {
  const scheme = schemeOf(spec);
  const srv = (kind: SrvKind, nodes: readonly SpecNode[]): PlannedSrv[] =>
    nodes.map(node => ({
      type: 'SRV',
      name: serviceName(kind, place, scheme),
      ttl: TTL_SECONDS,
      priority: 0,
      weight: 0,
      port: kind === 'server' ? node.ports.peer! : node.ports.client,
      target: srvTargetOf(place, node),
      node: node.name,
    }));
  const members = membersOf(spec);
  const addresses = addressRecords(place, members);
  const named = new Set(addresses.map(({name}) => name));
  const hosts = new Set(members.map(node => srvTargetOf(place, node)));
  return {
    domain: place.domain,
    ...(place.name === undefined ? {} : {srvName: place.name}),
    scheme,
    records: [...srv('server', members), ...srv('client', votersOf(spec)), ...addresses],
    hostsElsewhere: [...hosts].filter(host => !named.has(host)),
  };
}
