import {livesInFolder, remoteConfigDirOf} from '../layout/layout.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {
  ADMIN_CLIENT,
  authorityBase,
  certificateFile,
  clientCertificateBase,
  keyFile,
  nodeCertificateBase,
} from './pki-layout.js';
import {peerAuthority} from './planned-certificates.js';

/** A certificate, its key, and who vouches for the other side: paths as a process sees them; empty where there is none. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly trustedCaFile: string;
}

/** What a node shows to whom. */
export interface NodeTlsFiles {
  /** To its clients. */
  readonly server: TlsFiles;
  /** To members, as one of them. */
  readonly peer: TlsFiles;
  /** Of a gRPC proxy: to members, as their client. */
  readonly client: TlsFiles;
}

type Pair = Omit<TlsFiles, 'trustedCaFile'>;

function pairOf(base: string): Pair {
  return {certFile: certificateFile(base), keyFile: keyFile(base)};
}

/** On another machine all files of a node stand in one folder, beside its config file. */
function placeOf(node: SpecNode, base: string): string {
  return livesInFolder(node) ? base : `${remoteConfigDirOf(node.name)}/${base.split('/').at(-1)}`;
}

function ownFiles(spec: Pick<ClusterSpec, 'tls'>, node: SpecNode): NodeTlsFiles {
  const ca = certificateFile(placeOf(node, authorityBase('ca')));
  const peerCa = certificateFile(placeOf(node, authorityBase(peerAuthority(spec))));
  const pair = (file: 'server' | 'peer' | 'client'): Pair =>
    pairOf(placeOf(node, nodeCertificateBase(node.name, file)));
  return {
    server: {...pair('server'), trustedCaFile: ca},
    peer: {...pair('peer'), trustedCaFile: peerCa},
    client: {...pair('client'), trustedCaFile: ca},
  };
}

/** A path of the spec with the name of a node in it. */
function named(path: string | undefined, {name}: Pick<SpecNode, 'name'>): string {
  return (path ?? '').replaceAll('{name}', name);
}

function externalFiles(spec: Pick<ClusterSpec, 'tls'>, node: SpecNode): NodeTlsFiles {
  const tls = {...spec.tls, ...node.tls};
  const files = (
    certFile: string | undefined,
    key: string | undefined,
    ca = tls.trustedCaFile,
  ): TlsFiles => ({
    certFile: named(certFile, node),
    keyFile: named(key, node),
    trustedCaFile: named(ca, node),
  });
  return {
    server: files(tls.certFile, tls.keyFile),
    peer: files(
      tls.peerCertFile ?? tls.certFile,
      tls.peerKeyFile ?? tls.keyFile,
      tls.peerTrustedCaFile ?? tls.trustedCaFile,
    ),
    client: files(tls.proxyCertFile, tls.proxyKeyFile),
  };
}

/** The files of a node; undefined where the cluster has no certificates of files. */
export function nodeTlsFiles(spec: Pick<ClusterSpec, 'tls'>, node: SpecNode): NodeTlsFiles | undefined {
  if (spec.tls.mode === 'ca') return ownFiles(spec, node);
  return spec.tls.mode === 'external' ? externalFiles(spec, node) : undefined;
}

/** What `ctl`, `env` and `status` show to members, relative to the folder of the spec or absolute. */
export function adminTlsFiles({tls}: Pick<ClusterSpec, 'tls'>): TlsFiles | undefined {
  if (tls.mode === 'ca') {
    return {
      ...pairOf(clientCertificateBase(ADMIN_CLIENT)),
      trustedCaFile: certificateFile(authorityBase('ca')),
    };
  }
  if (tls.mode !== 'external') return undefined;
  return {
    certFile: tls.clientCertFile ?? '',
    keyFile: tls.clientKeyFile ?? '',
    trustedCaFile: tls.trustedCaFile ?? '',
  };
}
