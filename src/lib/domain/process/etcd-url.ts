import {has} from '../etcd-version/capabilities.js';
import {BoundedMemo} from './bounded-memo.js';
import {parseGoUrl, splitHostPort, type GoUrl} from './go-url.js';

const SCHEMES = ['http', 'https', 'unix', 'unixs'] as const;

/** A URL that etcd takes for a listener or an address. */
export interface EtcdUrl {
  /** As etcd prints it: trimmed, its scheme in lower case. */
  readonly text: string;
  readonly scheme: (typeof SCHEMES)[number];
  /** Without brackets; empty for the path of a socket. */
  readonly host: string;
  /** As written; empty for the path of a socket, or where nothing stands behind the colon. */
  readonly port: string;
  /** It also holds a user, a query or a fragment, which etcd does not use. */
  readonly hasMore: boolean;
}

/** What etcd finds wrong first. */
export type UrlFault = 'syntax' | 'scheme' | 'host-port' | 'path';

export interface BadUrl {
  /** Without the white space around it. */
  readonly text: string;
  readonly fault: UrlFault;
  /** etcd's own words; missing where they depend on the version of Go that built it. */
  readonly says?: string;
}

export type ReadUrl = EtcdUrl | BadUrl;

export function isBad(url: ReadUrl): url is BadUrl {
  return 'fault' in url;
}

export function isSocket({scheme}: EtcdUrl): boolean {
  return scheme === 'unix' || scheme === 'unixs';
}

/** With several colons, newer versions of Go give up before etcd does, and in other words. */
function hostPortFault(text: string, authority: string): BadUrl {
  const isSure = authority.startsWith('[') || authority.indexOf(':') === authority.lastIndexOf(':');
  const says = `URL address does not have the form "host:port": ${text}`;
  return {text, fault: 'host-port', ...(isSure ? {says} : {})};
}

/** What Go can read, as far as etcd takes it. */
function readParts(text: string, {scheme: name, authority, path, hasMore}: GoUrl, version: string): ReadUrl {
  const scheme = SCHEMES.find(known => known === name);
  if (scheme === undefined) {
    return {text, fault: 'scheme', says: `URL scheme must be http, https, unix, or unixs: ${text}`};
  }
  const parts = splitHostPort(authority);
  const printed = `${scheme}${text.slice(scheme.length)}`;
  const url = {text: printed, scheme, hasMore, host: '', port: '', ...parts};
  if (isSocket(url) && has(version, 'unixSocketPaths')) return url;
  if (parts === undefined) return hostPortFault(text, authority);
  return path === '' ? url : {text, fault: 'path', says: `URL must not contain a path: ${text}`};
}

/** Longer texts are no URLs, whatever they are, and not to be looked at letter by letter. */
const LONGEST = 4096;

function readText(text: string, version: string): ReadUrl {
  if (text.length > LONGEST) return {text: text.slice(0, LONGEST), fault: 'syntax'};
  const url = parseGoUrl(text);
  if (!('error' in url)) return readParts(text, url, version);
  return {text, fault: 'syntax', ...(url.error === undefined ? {} : {says: url.error})};
}

const URLS = new BoundedMemo<ReadUrl>(4096);

/**
 * Reads one URL as etcd does, for its flags, its config file and the initial cluster alike. In a cluster every member
 * names all URLs, so each is read once for all.
 * @see https://github.com/etcd-io/etcd/blob/main/client/pkg/types/urls.go
 */
export function readEtcdUrl(written: string, version: string): ReadUrl {
  const text = written.trim();
  return URLS.get(`${version} ${text}`, () => readText(text, version));
}
