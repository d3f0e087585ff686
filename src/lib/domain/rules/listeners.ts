import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {defaultValueOf, givenOf, isTrue, listOf} from '../process/values.js';
import {isWhole} from './judged.js';

/** One URL on which a process listens. */
export interface ListenUrl {
  readonly url: string;
  /** In small letters: `http`, `https`, `unix`, `unixs`. */
  readonly scheme: string;
  /** What stands behind the scheme, up to a path. */
  readonly authority: string;
  /** Where it is written; missing where it is the default. */
  readonly given?: Assignment;
}

/** Longer lists are nothing that anybody wrote. */
const MAX_URLS = 1000;

function readListenUrls(process: EtcdProcess, name: string): ListenUrl[] {
  const given = givenOf(process, name);
  if (given?.unresolved) return [];
  const text = given?.value ?? (isWhole(process) ? defaultValueOf(process, name) : undefined);
  return listOf(text)
    .slice(0, MAX_URLS)
    .flatMap(url => {
      const [, scheme = '', authority = ''] = /^\s*([a-z]+):\/\/([^/\s]*)/i.exec(url) ?? [];
      if (scheme === '') return [];
      return [{url, scheme: scheme.toLowerCase(), authority, ...(given === undefined ? {} : {given})}];
    });
}

const READ = new WeakMap<EtcdProcess, Map<string, readonly ListenUrl[]>>();

/**
 * The URLs of a setting, the default ones where none are written; none where only the machine knows them. Read once,
 * however many rules ask.
 */
export function listenUrlsOf(process: EtcdProcess, name: string): readonly ListenUrl[] {
  const lists = READ.get(process) ?? new Map<string, readonly ListenUrl[]>();
  READ.set(process, lists);
  const known = lists.get(name);
  if (known !== undefined) return known;
  const urls = readListenUrls(process, name);
  lists.set(name, urls);
  return urls;
}

const CLIENT_LISTENERS = ['listen-client-urls', 'listen-client-http-urls'];

/** What serves clients: gRPC and HTTP, but not the metrics. */
export function clientListeners(process: EtcdProcess): ListenUrl[] {
  return CLIENT_LISTENERS.flatMap(name => listenUrlsOf(process, name));
}

export function isSecure({scheme}: ListenUrl): boolean {
  return scheme === 'https' || scheme === 'unixs';
}

/** Whether a setting has a value, or one that only the machine knows. */
export function isSet(process: EtcdProcess, name: string): boolean {
  const given = givenOf(process, name);
  return given !== undefined && (given.unresolved === true || given.value !== '');
}

/** Whether clients are served with TLS, as far as flags say: certificates of its own, or made by etcd. */
export function hasServerTls(process: EtcdProcess): boolean {
  const hasKeys = isSet(process, 'cert-file') && isSet(process, 'key-file');
  if (!hasKeys && !isTrue(process, 'auto-tls')) return false;
  return process.role === 'grpc-proxy' || clientListeners(process).some(isSecure);
}
