import {givenOf, isTrue, listOf, valueOf} from '../../process/values.js';
import type {ClusterSpec, SpecNode} from '../../spec/schema.js';
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
function sharedPath(key: keyof Files, files: readonly {name: string; files: Files}[]): string | undefined {
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

/** The files of all nodes: what they share in the cluster's block, the rest with each node. */
function externalTls(candidates: readonly Candidate[], specFolder: string): SpecTls {
  const all = candidates.map(candidate => ({
    name: candidate.source.name,
    files: filesOf(candidate, specFolder),
  }));
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

/** The block `tls` for what the processes do now. */
export function tlsOf(candidates: readonly Candidate[], specFolder: string): SpecTls {
  const members = candidates.map(({process}) => process).filter(({role}) => role === 'member');
  if (!members.some(usesHttps)) return {tls: {mode: 'none'}, own: new Map()};
  if (members.every(member => isTrue(member, 'auto-tls') && isTrue(member, 'peer-auto-tls')))
    return {tls: {mode: 'auto'}, own: new Map()};
  return externalTls(candidates, specFolder);
}
