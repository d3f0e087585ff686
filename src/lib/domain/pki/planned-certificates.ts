import {isWildcard} from '../nodes/hosts.js';
import {srvHostsOf} from '../nodes/srv-target.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {Subject} from './certificate.js';
import type {CertificateOwner} from './certificate-owner.js';
import {CERTIFICATE_SPECS, type CertificateProfile} from './cert-specs.js';
import {
  ADMIN_CLIENT,
  authorityBase,
  clientCertificateBase,
  nodeCertificateBase,
  type Authority,
} from './pki-layout.js';
import {coversHost, sanOf, uniqueSans, type San} from './san.js';

/** A certificate that a spec asks for. */
export interface PlannedCertificate extends CertificateOwner {
  /** Without `.crt` and `.key`; relative to the folder of the spec. */
  readonly base: string;
  readonly profile: CertificateProfile;
  readonly authority: Authority;
  readonly subject: Subject;
  readonly sans: readonly San[];
}

export interface PlannedAuthority {
  readonly authority: Authority;
  readonly base: string;
  readonly subject: Subject;
}

/** X.509 allows 64 characters in a common name. */
const MAX_COMMON_NAME = 64;

function commonName(text: string): string {
  return text.slice(0, MAX_COMMON_NAME);
}

export function peerAuthority({tls}: Pick<ClusterSpec, 'tls'>): Authority {
  return tls.peerCa === 'separate' ? 'peer-ca' : 'ca';
}

/** The CAs of a cluster: one, or two where peers have their own. */
export function plannedAuthorities(spec: Pick<ClusterSpec, 'tls' | 'cluster'>): PlannedAuthority[] {
  const authorities: readonly Authority[] = spec.tls.peerCa === 'separate' ? ['ca', 'peer-ca'] : ['ca'];
  return authorities.map(authority => ({
    authority,
    base: authorityBase(authority),
    subject: {
      commonName: commonName(`${spec.cluster} ${authority === 'ca' ? 'etcd CA' : 'etcd peer CA'}`),
      organization: commonName(spec.cluster),
    },
  }));
}

const OWN_MACHINE = ['localhost', '127.0.0.1', '::1'];

/** Where else a member is reached: a gateway passes TLS through, and whoever comes compares its host with the certificate. */
export function gatewayHosts({nodes}: Pick<ClusterSpec, 'nodes'>, {role}: Pick<SpecNode, 'role'>): string[] {
  return role === 'member' ? nodes.filter(node => node.role === 'gateway').map(({host}) => host) : [];
}

/** All names under which a node is reached: its own, and for a member those of the gateways, which pass TLS through. */
function hostsOf(spec: Pick<ClusterSpec, 'nodes' | 'tls' | 'bootstrap'>, node: SpecNode): string[] {
  const listen = node.listen === undefined || isWildcard(node.listen) ? [] : [node.listen];
  return [
    node.host,
    ...listen,
    ...(node.sans ?? []),
    ...(spec.tls.sans ?? []),
    ...gatewayHosts(spec, node),
    ...srvHostsOf(spec, node),
    ...OWN_MACHINE,
  ];
}

/** The names that a certificate of a node must carry. */
function nodeSans(spec: Pick<ClusterSpec, 'nodes' | 'tls' | 'bootstrap'>, node: SpecNode): San[] {
  return uniqueSans(hostsOf(spec, node).map(sanOf));
}

/**
 * Names that the spec asks for and that a server's certificate does not have, since the spec has got a further name or
 * gateway after it was made. Those of its own machine are a courtesy that certificates of others need not have.
 */
export function namesMissing({profile, sans}: PlannedCertificate, present: readonly San[]): San[] {
  if (profile !== 'server') return [];
  return sans.filter(({value}) => !OWN_MACHINE.includes(value) && !coversHost(present, value));
}

type NodeCertificate = readonly [file: 'server' | 'peer' | 'client', profile: CertificateProfile];

const BY_ROLE: Readonly<Record<SpecNode['role'], readonly NodeCertificate[]>> = {
  member: [
    ['server', 'server'],
    ['peer', 'peer'],
  ],
  // To the client ports of members it shows that of a server, and to their peer ports that of a peer.
  'v2-proxy': [
    ['server', 'server'],
    ['peer', 'peer'],
  ],
  // Passes bytes through and ends no TLS.
  gateway: [],
  'grpc-proxy': [
    ['server', 'server'],
    ['client', 'proxy-client'],
  ],
};

/** The certificates of one node. */
export function nodeCertificates(spec: ClusterSpec, node: SpecNode): PlannedCertificate[] {
  const wanted = BY_ROLE[node.role].filter(([file]) => !(file === 'server' && node.plainListen === true));
  return wanted.map(([file, profile]) => {
    const {hasCommonName, sans} = CERTIFICATE_SPECS[profile];
    return {
      base: nodeCertificateBase(node.name, file),
      profile,
      authority: profile === 'peer' ? peerAuthority(spec) : 'ca',
      subject: {
        ...(hasCommonName ? {commonName: commonName(node.name)} : {}),
        organization: commonName(spec.cluster),
      },
      sans: sans === 'none' ? [] : nodeSans(spec, node),
      node: node.name,
    };
  });
}

/** The name that `tls issue --client` takes for probes, which may do nothing but ask for health. */
const HEALTHCHECK_CLIENT = 'healthcheck';

export function clientCertificate(spec: Pick<ClusterSpec, 'cluster'>, client: string): PlannedCertificate {
  return {
    base: clientCertificateBase(client),
    profile: client === HEALTHCHECK_CLIENT ? 'healthcheck-client' : 'client',
    authority: 'ca',
    subject: {commonName: commonName(client), organization: commonName(spec.cluster)},
    sans: [],
    client,
  };
}

/** Every certificate that a cluster with an own CA needs, the CAs aside. */
export function plannedCertificates(spec: ClusterSpec): PlannedCertificate[] {
  return [...spec.nodes.flatMap(node => nodeCertificates(spec, node)), clientCertificate(spec, ADMIN_CLIENT)];
}
