import type {CertificateFacts, ExtendedKeyUsage} from '../pki/certificate.js';
import type {San} from '../pki/san.js';
import {addressesOf, type AdvertiseSetting} from '../process/addresses.js';
import {nonEmpty} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {canonicalHost, hostKindOf} from '../process/host-kind.js';
import type {Cluster} from './cluster.js';
import {isEveryAddress} from './host-port.js';
import {isSet} from './listeners.js';
import {advertisedAddressOf, connectsToItself, listenAddressOf} from './proxy-endpoints.js';
import type {ShownPair} from './tls-pairs.js';
import {firstGiven} from './tls-sides.js';

const ADVERTISED: Readonly<Partial<Record<ShownPair['kind'], AdvertiseSetting>>> = {
  server: 'advertise-client-urls',
  peer: 'initial-advertise-peer-urls',
};

/**
 * Behind SRV records, and without a CA of their own, peers look for the domain in a certificate instead of the host until
 * they have data: from then on etcd does not look at discovery-srv, and so they look for the host.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go (PeerURLsMapAndToken)
 */
function srvDomains(process: EtcdProcess, kind: ShownPair['kind'], {facts}: Cluster): WantedName[] {
  const hasCa = firstGiven(process, ['peer-trusted-ca-file']) !== undefined;
  const given = kind === 'peer' && !hasCa ? nonEmpty(process, 'discovery-srv') : undefined;
  if (given === undefined || given.unresolved || facts.dataDir(process)?.hasWal) return [];
  return [{host: given.value, why: given.name}];
}

interface WantedName {
  readonly host: string;
  /** Where the name comes from. */
  readonly why: string;
}

/**
 * Where a gRPC proxy registers itself clients take the address that it advertises. Else people know by which name they
 * come: an address of its own counts where the certificate has no name of DNS at all.
 */
function proxyNames(process: EtcdProcess, {sans}: CertificateFacts): WantedName[] {
  const isRegistered = isSet(process, 'resolver-prefix');
  // What it says of the address that it advertises to itself, is said of that.
  if (connectsToItself(process) || (!isRegistered && sans.some(({type}) => type === 'dns'))) return [];
  const isAdvertised = isRegistered || isSet(process, 'advertise-client-url');
  const address = isAdvertised ? advertisedAddressOf(process) : listenAddressOf(process);
  if (address === undefined || isEveryAddress(address)) return [];
  return [{host: canonicalHost(address.host), why: isAdvertised ? 'advertise-client-url' : 'listen-addr'}];
}

/** The hosts by which others come to a process and that a certificate has to name. */
export function wantedNames(
  process: EtcdProcess,
  {kind, chain: [leaf]}: ShownPair,
  cluster: Cluster,
): WantedName[] {
  if (process.role === 'grpc-proxy') return kind === 'server' ? proxyNames(process, leaf) : [];
  const setting = ADVERTISED[kind];
  if (process.role !== 'member' || setting === undefined) return [];
  const {urls} = addressesOf(process)[setting];
  const secure = urls.filter(({scheme, host}) => scheme === 'https' && hostKindOf(host) !== 'unspecified');
  const hosts = [...new Set(secure.map(({host}) => canonicalHost(host)))].map(host => ({host, why: setting}));
  return hosts.length === 0 ? [] : [...hosts, ...srvDomains(process, kind, cluster)];
}

/** IPv4 in the form of IPv6 is the same address to Go. */
export function canonicalSans({sans}: CertificateFacts): San[] {
  return sans.map(san => (san.type === 'ip' ? {...san, value: canonicalHost(san.value)} : san));
}

/** None where a certificate does not say what it is for: then it is for everything. */
export function lackingUsages(
  {extendedKeyUsage}: CertificateFacts,
  needed: readonly ExtendedKeyUsage[],
): ExtendedKeyUsage[] {
  if (extendedKeyUsage === undefined || extendedKeyUsage.includes('any')) return [];
  return needed.filter(usage => !extendedKeyUsage.includes(usage));
}
