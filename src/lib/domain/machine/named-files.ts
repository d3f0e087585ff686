import {posix} from 'node:path';

import type {Place} from '../inputs/place.js';
import {nonEmpty} from '../process/bootstrap.js';
import type {EtcdProcess, ProcessRole} from '../process/etcd-process.js';
import {givenOf, isTrue, listOf, valueOf} from '../process/values.js';
import {logFilesOf} from './log-files.js';
import type {Locality} from './paths-here.js';

/** What a file is for, in the words of a sentence. */
export type FilePurpose = 'certificate' | 'key' | 'public key' | 'CA certificate' | 'revocation list';

/**
 * When etcd opens a file: at its start, and it ends where it cannot; or for each connection; or not at all, with the
 * other settings of the process.
 */
export type FileUse = 'start' | 'connection' | 'never';

/** A file that a setting names. */
export interface NamedFile {
  readonly setting: string;
  /** As the input has it: `--cert-file`, `client-transport-security.cert-file`. */
  readonly written: string;
  readonly purpose: FilePurpose;
  /** As written. */
  readonly path: string;
  readonly place: Place;
  readonly use: FileUse;
}

interface FileSetting {
  readonly name: string;
  readonly purpose: FilePurpose;
  readonly useIn: (process: EtcdProcess) => FileUse;
}

const CLIENT_LISTENERS = ['listen-client-urls', 'listen-client-http-urls', 'listen-metrics-urls'];
const PEER_LISTENERS = ['listen-peer-urls'];

function isGiven(process: EtcdProcess, name: string): boolean {
  return nonEmpty(process, name) !== undefined;
}

/** etcd reads a certificate and its key together, and complains of one alone before it opens it. */
function hasBoth(process: EtcdProcess, pair: readonly [string, string]): boolean {
  return pair.every(name => isGiven(process, name));
}

function hasNone(process: EtcdProcess, pair: readonly [string, string]): boolean {
  return !pair.some(name => isGiven(process, name));
}

function servesTls(process: EtcdProcess, listeners: readonly string[]): boolean {
  return listeners.some(name =>
    listOf(valueOf(process, name)).some(url => /^\s*(?:https|unixs):/i.test(url)),
  );
}

function atStart(isRead: boolean): FileUse {
  return isRead ? 'start' : 'never';
}

const CLIENT_PAIR = ['cert-file', 'key-file'] as const;
const OWN_CLIENT_PAIR = ['client-cert-file', 'client-key-file'] as const;
const PEER_PAIR = ['peer-cert-file', 'peer-key-file'] as const;
const PEER_CLIENT_PAIR = ['peer-client-cert-file', 'peer-client-key-file'] as const;
const DISCOVERY_PAIR = ['discovery-cert', 'discovery-key'] as const;
const PROXY_PAIR = ['cert', 'key'] as const;

/** A member that serves its clients without TLS never opens their files; a v2 proxy goes to the members with them. */
function usesClientTls(process: EtcdProcess): boolean {
  return (
    hasBoth(process, CLIENT_PAIR) && (process.role === 'v2-proxy' || servesTls(process, CLIENT_LISTENERS))
  );
}

/** To reach its peers a member opens these also where it serves them without TLS. */
function usesPeerCa(process: EtcdProcess): boolean {
  if (hasBoth(process, PEER_PAIR)) return true;
  const isMadeByEtcd = isTrue(process, 'peer-auto-tls');
  return hasNone(process, PEER_PAIR) && !isMadeByEtcd && !servesTls(process, PEER_LISTENERS);
}

function usesDiscovery(process: EtcdProcess): boolean {
  return isGiven(process, 'discovery-endpoints') && isGiven(process, 'discovery-token');
}

/** Of a program that is a client: its certificate goes with its key or not at all. */
function usesClientCa(process: EtcdProcess): boolean {
  return hasBoth(process, PROXY_PAIR) || hasNone(process, PROXY_PAIR);
}

function pairRows(
  [certificate, key]: readonly [string, string],
  isRead: (process: EtcdProcess) => boolean,
): FileSetting[] {
  const pair = [certificate, key] as const;
  const useIn = (process: EtcdProcess): FileUse => atStart(hasBoth(process, pair) && isRead(process));
  return [
    {name: certificate, purpose: 'certificate', useIn},
    {name: key, purpose: 'key', useIn},
  ];
}

/**
 * In the order in which etcd opens them, as runs of the real one showed.
 * @see https://github.com/etcd-io/etcd/blob/main/client/pkg/transport/listener.go
 */
const MEMBER_FILES: readonly FileSetting[] = [
  ...pairRows(PEER_PAIR, () => true),
  ...pairRows(PEER_CLIENT_PAIR, process => hasBoth(process, PEER_PAIR)),
  {
    name: 'peer-trusted-ca-file',
    purpose: 'CA certificate',
    useIn: process => atStart(usesPeerCa(process)),
  },
  ...pairRows(DISCOVERY_PAIR, usesDiscovery),
  {name: 'discovery-cacert', purpose: 'CA certificate', useIn: process => atStart(usesDiscovery(process))},
  ...pairRows(CLIENT_PAIR, usesClientTls),
  ...pairRows(OWN_CLIENT_PAIR, usesClientTls),
  {name: 'trusted-ca-file', purpose: 'CA certificate', useIn: process => atStart(usesClientTls(process))},
  {
    name: 'peer-crl-file',
    purpose: 'revocation list',
    useIn: process =>
      hasBoth(process, PEER_PAIR) && servesTls(process, PEER_LISTENERS) ? 'connection' : 'never',
  },
  {
    name: 'client-crl-file',
    purpose: 'revocation list',
    useIn: process => (usesClientTls(process) ? 'connection' : 'never'),
  },
];

/** To go to etcd with; a `connection` needs both or none of certificate and key. */
const CLIENT_FILES: readonly FileSetting[] = [
  ...pairRows(PROXY_PAIR, () => true),
  {name: 'cacert', purpose: 'CA certificate', useIn: process => atStart(usesClientCa(process))},
];

const GRPC_PROXY_FILES: readonly FileSetting[] = [
  ...CLIENT_FILES,
  ...pairRows(CLIENT_PAIR, () => true),
  {
    name: 'trusted-ca-file',
    purpose: 'CA certificate',
    useIn: process => atStart(hasBoth(process, CLIENT_PAIR)),
  },
  {
    name: 'client-crl-file',
    purpose: 'revocation list',
    useIn: process => (hasBoth(process, CLIENT_PAIR) ? 'connection' : 'never'),
  },
];

const FILES_OF_ROLE: Readonly<Record<ProcessRole, readonly FileSetting[]>> = {
  member: MEMBER_FILES,
  'v2-proxy': MEMBER_FILES,
  // The CA of a gateway is for names from SRV records alone, which only a resolver knows.
  gateway: [],
  'grpc-proxy': GRPC_PROXY_FILES,
  etcdctl: CLIENT_FILES,
};

/** `jwt,pub-key=a.pem,priv-key=b.pem,sign-method=RS256` */
function tokenKeysOf(process: EtcdProcess): NamedFile[] {
  const given = givenOf(process, 'auth-token');
  if (process.role !== 'member' || given === undefined || given.unresolved) return [];
  const [kind, ...options] = given.value.split(',');
  if (kind !== 'jwt') return [];
  return options.flatMap((option): NamedFile[] => {
    const [, half, path] = /^(pub|priv)-key=(.+)$/s.exec(option) ?? [];
    if (path === undefined) return [];
    const {written, place} = given;
    const purpose = half === 'pub' ? 'public key' : 'key';
    return [{setting: 'auth-token', written, purpose, path, place, use: 'start'}];
  });
}

/** The files that a process names and whose paths are known, in the order in which it opens them. */
export function namedFilesOf(process: EtcdProcess): NamedFile[] {
  const files = FILES_OF_ROLE[process.role].flatMap(({name, purpose, useIn}): NamedFile[] => {
    const given = nonEmpty(process, name);
    if (given === undefined || given.unresolved) return [];
    const {written, value: path, place} = given;
    return [{setting: name, written, purpose, path, place, use: useIn(process)}];
  });
  return [...files, ...tokenKeysOf(process)];
}

/** Certificates, keys and CAs that a process opens at its start. */
export function tlsFilesOf(process: EtcdProcess): NamedFile[] {
  return namedFilesOf(process).filter(
    ({use, setting, purpose}) => use === 'start' && setting !== 'auth-token' && purpose !== 'revocation list',
  );
}

/** A config file that could not be read, and its folder; nothing where its path is not known. */
function configPathsOf({launch, configFile}: EtcdProcess): string[] {
  const isNamed = launch.config === undefined && configFile?.isRead === false;
  // As an input writes what only the machine knows: a variable, a specifier, a command.
  return isNamed && !/[$%`]/.test(configFile.path) ? [configFile.path, posix.dirname(configFile.path)] : [];
}

/**
 * Every path to a file of which this machine can say something, as written. Whether a folder for logs is there says
 * nothing of a process that may be one of another machine.
 */
export function filePathsOf(process: EtcdProcess, locality: Locality): string[] {
  const files = namedFilesOf(process).map(({path}) => path);
  const logs = locality === 'here' ? logFilesOf(process).flatMap(({path, folder}) => [path, folder]) : [];
  return [...files, ...configPathsOf(process), ...logs];
}
