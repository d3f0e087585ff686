import {givenOf, isTrue, listOf, valueOf} from '../../process/values.js';
import {livesInFolder} from '../../layout/layout.js';
import {nodeTlsFiles, type NodeTlsFiles} from '../../pki/tls-files.js';
import type {ClusterSpec, SpecNode} from '../../spec/schema.js';
import {PEER_CAS} from '../../spec/vocabulary.js';
import type {NodeProcess} from '../conversion.js';
import type {Candidate} from './place-node.js';
import {specPath} from './spec-path.js';

type Files = NonNullable<SpecNode['tls']>;

/** Key of the spec → the setting of a member or v2 proxy that names the same file. */
const SERVER_KEYS: Readonly<Partial<Record<keyof Files, string>>> = {
  certFile: 'cert-file',
  keyFile: 'key-file',
  trustedCaFile: 'trusted-ca-file',
  peerCertFile: 'peer-cert-file',
  peerKeyFile: 'peer-key-file',
  peerTrustedCaFile: 'peer-trusted-ca-file',
};

const GRPC_PROXY_KEYS: typeof SERVER_KEYS = {
  certFile: 'cert-file',
  keyFile: 'key-file',
  trustedCaFile: 'trusted-ca-file',
  proxyCertFile: 'cert',
  proxyKeyFile: 'key',
};

/** Settings whose value is a path, which the spec has in another form. */
export const TLS_PATH_SETTINGS: ReadonlySet<string> = new Set([
  ...Object.values(SERVER_KEYS),
  ...Object.values(GRPC_PROXY_KEYS),
]);

function keysOf({process}: Candidate): typeof SERVER_KEYS {
  if (process.role === 'grpc-proxy') return GRPC_PROXY_KEYS;
  return process.role === 'gateway' ? {} : SERVER_KEYS;
}

function filesOf(candidate: Candidate, specFolder: string): Files {
  const {process, source} = candidate;
  const entries = Object.entries(keysOf(candidate)).flatMap(([key, setting]) => {
    const path = givenOf(process, setting)?.value ?? '';
    return path === '' ? [] : [[key, specPath(path, source, specFolder)] as const];
  });
  return Object.fromEntries(entries);
}

/** `{name}` in place of the name of the node, where that is a part of the path by itself. */
function patternOf(path: string, name: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return path.replace(new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'g'), '{name}');
}

/** What all nodes say that say it at all, as one path with `{name}` in it, or as it is. */
function sharedPath(key: keyof Files, files: readonly NodeFiles[]): string | undefined {
  const given = files.filter(({files: own}) => own[key] !== undefined);
  const plain = new Set(given.map(({files: own}) => own[key]!));
  if (plain.size === 1) return [...plain][0];
  const patterns = new Set(given.map(({name, files: own}) => patternOf(own[key]!, name)));
  return patterns.size === 1 ? [...patterns][0] : undefined;
}

export interface SpecTls {
  readonly tls: ClusterSpec['tls'];
  /** By name of the node: what only it has. */
  readonly own: ReadonlyMap<string, Files>;
}

/** A node and the files that its process reads now. */
interface NodeFiles {
  readonly name: string;
  readonly node: SpecNode;
  readonly files: Files;
}

function filesOfRole({role}: SpecNode, {server, peer, client}: NodeTlsFiles): Files {
  if (role === 'gateway') return {};
  if (role === 'grpc-proxy') return {...server, proxyCertFile: client.certFile, proxyKeyFile: client.keyFile};
  return {
    ...server,
    peerCertFile: peer.certFile,
    peerKeyFile: peer.keyFile,
    peerTrustedCaFile: peer.trustedCaFile,
  };
}

function isSame(one: Files, other: Files): boolean {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof Files)[];
  return keys.every(key => one[key] === other[key]);
}

/** Where all files stand where `mode: ca` has them, beside the spec, they are those of an own CA. */
function ownCaTls(all: readonly NodeFiles[]): ClusterSpec['tls'] | undefined {
  return PEER_CAS.map(peerCa => ({mode: 'ca' as const, ...(peerCa === 'shared' ? {} : {peerCa})})).find(tls =>
    all.every(({node, files}) => {
      if (node.role !== 'gateway' && !livesInFolder(node)) return false;
      const own = nodeTlsFiles({tls}, node);
      return own !== undefined && isSame(files, filesOfRole(node, own));
    }),
  );
}

/** The files of all nodes: what they share in the cluster's block, the rest with each node. */
function externalTls(all: readonly NodeFiles[]): SpecTls {
  const keys = [...new Set(all.flatMap(({files}) => Object.keys(files)))] as (keyof Files)[];
  const shared = keys.flatMap(key => {
    const path = sharedPath(key, all);
    return path === undefined ? [] : [[key, path] as const];
  });
  const isShared = new Set<string>(shared.map(([key]) => key));
  const own = all.map(({name, files}) => {
    const rest = Object.entries(files).filter(([key]) => !isShared.has(key));
    return [name, Object.fromEntries(rest)] as const;
  });
  return {
    tls: {mode: 'external', ...Object.fromEntries(shared)},
    own: new Map(own.filter(([, files]) => Object.keys(files).length > 0)),
  };
}

function usesHttps(member: NodeProcess): boolean {
  return [
    'listen-client-urls',
    'listen-peer-urls',
    'advertise-client-urls',
    'initial-advertise-peer-urls',
  ].some(name => listOf(valueOf(member, name)).some(url => url.startsWith('https:')));
}

/**
 * The block `tls` for what the processes do now.
 * @param nodes of the same processes, in the same order
 */
export function tlsOf(
  candidates: readonly Candidate[],
  nodes: readonly SpecNode[],
  specFolder: string,
): SpecTls {
  const members = candidates.map(({process}) => process).filter(({role}) => role === 'member');
  if (!members.some(usesHttps)) return {tls: {mode: 'none'}, own: new Map()};
  if (members.every(member => isTrue(member, 'auto-tls') && isTrue(member, 'peer-auto-tls')))
    return {tls: {mode: 'auto'}, own: new Map()};
  const all = candidates.map((candidate, index) => ({
    name: candidate.source.name,
    node: nodes[index]!,
    files: filesOf(candidate, specFolder),
  }));
  const ownCa = ownCaTls(all);
  return ownCa === undefined ? externalTls(all) : {tls: ownCa, own: new Map()};
}
