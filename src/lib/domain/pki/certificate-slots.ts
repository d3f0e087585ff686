import {dataDirOf} from '../layout/layout.js';
import {srvHostsOf} from '../nodes/srv-target.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {ownerIn, type CertificateOwner} from './certificate-owner.js';
import type {CertificateProfile} from './cert-specs.js';
import type {CertificateUse} from './judge-certificate.js';
import {ADMIN_CLIENT, authorityBase, certificateFile, keyFile} from './pki-layout.js';
import {
  gatewayHosts,
  plannedAuthorities,
  plannedCertificates,
  type PlannedCertificate,
} from './planned-certificates.js';
import {adminTlsFiles, nodeTlsFiles, type NodeTlsFiles, type TlsFiles} from './tls-files.js';

/** A place where the cluster has a certificate: the files, and what they are for. Paths as the spec's folder sees them. */
export interface CertificateSlot extends TlsFiles, CertificateOwner {
  readonly use: CertificateUse;
  /** With an own CA: what it is made from. */
  readonly planned?: PlannedCertificate;
  /** Of one that etcd makes for itself: whose it is, since that one alone says where it lies. */
  readonly madeBy?: SpecNode;
}

export interface AuthoritySlot {
  readonly certFile: string;
  /** Of a CA made elsewhere nobody expects the key here. */
  readonly keyFile?: string;
}

const USE_KIND: Readonly<Record<Exclude<CertificateProfile, 'ca'>, CertificateUse['kind']>> = {
  server: 'server',
  peer: 'peer',
  client: 'client',
  'healthcheck-client': 'client',
  'proxy-client': 'proxy-client',
};

/**
 * The names for which a certificate of somebody else has to be good. With a CA for peers they look for the host alone;
 * without one, and as clients by SRV always, for the domain.
 */
function externalHosts(spec: ClusterSpec, node: SpecNode, looksForDomain: boolean): string[] {
  const [target, domain] = srvHostsOf(spec, node);
  if (target === undefined || domain === undefined) return [node.host];
  return [node.host, target, ...(looksForDomain ? [domain] : [])];
}

/** The place of a certificate of our own CA: always below `pki/`, also for nodes of other machines. */
export function plannedSlot(spec: ClusterSpec, planned: PlannedCertificate): CertificateSlot {
  const {base, profile, authority, node} = planned;
  const owner = spec.nodes.find(({name}) => name === node);
  // A v2 proxy shows the certificate of a peer, and nobody dials it as one.
  const isDialled = profile === 'server' || (profile === 'peer' && owner?.role === 'member');
  return {
    certFile: certificateFile(base),
    keyFile: keyFile(base),
    trustedCaFile: certificateFile(authorityBase(authority)),
    use: {
      kind: USE_KIND[profile as Exclude<CertificateProfile, 'ca'>],
      hosts: isDialled ? [owner!.host, ...srvHostsOf(spec, owner!)] : [],
      isShownToMembers: profile === 'server' && owner?.role === 'v2-proxy',
      ...(profile === 'server' ? {gatewayHosts: gatewayHosts(spec, owner!)} : {}),
    },
    planned,
    ...ownerIn(planned),
  };
}

function externalSlots(
  spec: ClusterSpec,
  node: SpecNode,
  {server, peer, client}: NodeTlsFiles,
): CertificateSlot[] {
  const {name, role} = node;
  if (role === 'gateway') return [];
  const serverUse = {
    kind: 'server' as const,
    hosts: externalHosts(spec, node, true),
    isShownToMembers: role === 'v2-proxy',
    gatewayHosts: gatewayHosts(spec, node),
  };
  const slots: CertificateSlot[] = [
    ...(node.plainListen === true ? [] : [{...server, use: serverUse, node: name}]),
    role === 'grpc-proxy'
      ? {...client, use: {kind: 'proxy-client', hosts: []}, node: name}
      : {
          ...peer,
          use: {
            kind: 'peer',
            hosts: role === 'member' ? externalHosts(spec, node, peer.trustedCaFile === '') : [],
          },
          node: name,
        },
  ];
  return slots.filter(({certFile}) => certFile !== '');
}

/**
 * Where etcd puts what it makes for itself with auto-tls, below the data directory of a node. A v2 proxy makes that of
 * its client port elsewhere than members do; a gRPC proxy makes that one alone.
 * @see https://github.com/etcd-io/etcd/blob/release-3.5/server/etcdmain/etcd.go startProxy
 * @see https://github.com/etcd-io/etcd/blob/release-3.5/server/etcdmain/grpc_proxy.go
 */
const AUTO_FOLDERS: Readonly<Record<SpecNode['role'], readonly (readonly [string, 'server' | 'peer'])[]>> = {
  member: [
    ['fixtures/client', 'server'],
    ['fixtures/peer', 'peer'],
  ],
  'v2-proxy': [
    ['proxy/clientCerts', 'server'],
    ['fixtures/peer', 'peer'],
  ],
  gateway: [],
  'grpc-proxy': [['fixtures/proxy', 'server']],
};

function autoSlots(node: SpecNode): CertificateSlot[] {
  if (node.plainListen === true) return [];
  return AUTO_FOLDERS[node.role].map(([place, kind]) => {
    const folder = `${dataDirOf(node)}/${place}`;
    return {
      certFile: `${folder}/cert.pem`,
      keyFile: `${folder}/key.pem`,
      trustedCaFile: '',
      use: {kind, hosts: [], isOfAutoTls: true},
      node: node.name,
      madeBy: node,
    };
  });
}

function adminSlot(spec: ClusterSpec): CertificateSlot[] {
  const files = adminTlsFiles(spec);
  if (files === undefined || files.certFile === '') return [];
  return [{...files, use: {kind: 'client', hosts: []}, client: ADMIN_CLIENT}];
}

/** Every certificate that the spec asks for, the CAs aside: node by node, then clients. */
export function certificateSlots(spec: ClusterSpec): CertificateSlot[] {
  const {mode} = spec.tls;
  if (mode === 'ca') return plannedCertificates(spec).map(planned => plannedSlot(spec, planned));
  if (mode === 'auto') return spec.nodes.flatMap(autoSlots);
  const nodes = spec.nodes.flatMap(node => {
    const files = nodeTlsFiles(spec, node);
    return files === undefined ? [] : externalSlots(spec, node, files);
  });
  return [...nodes, ...adminSlot(spec)];
}

/** The files with CAs. Each may hold several, while one takes over from another. */
export function authoritySlots(spec: ClusterSpec): AuthoritySlot[] {
  if (spec.tls.mode === 'ca') {
    return plannedAuthorities(spec).map(({base}) => ({
      certFile: certificateFile(base),
      keyFile: keyFile(base),
    }));
  }
  const files = certificateSlots(spec).map(({trustedCaFile}) => trustedCaFile);
  return [...new Set(files)].filter(path => path !== '').map(certFile => ({certFile}));
}
