import {BoundedMemo} from './bounded-memo.js';
import {isBad, isSocket, readEtcdUrl, type BadUrl, type EtcdUrl} from './etcd-url.js';
import {hostKindOf, type HostKind} from './host-kind.js';

/** `name=url`, one part of the list. */
export interface ClusterEntry {
  /** With the white space that stands around it: etcd takes it for a part of the name. */
  readonly name: string;
  readonly url: EtcdUrl;
  readonly kind: HostKind | 'socket';
  /** Where the entry stands in the text. */
  readonly offset: number;
  readonly length: number;
}

/** An entry that etcd cannot read: it ends there. */
export interface BadEntry {
  readonly name: string;
  /** Missing where the entry has no `=`. */
  readonly url?: BadUrl;
  /** Of the URL, or of the whole entry. */
  readonly offset: number;
  readonly length: number;
}

export interface InitialCluster {
  readonly entries: readonly ClusterEntry[];
  /** The first ones. */
  readonly bad: readonly BadEntry[];
  /** There are more entries than any cluster has, and the rest was not looked at. */
  readonly isCut: boolean;
  /** URLs by name, each as often as it is written. */
  readonly urls: ReadonlyMap<string, readonly EtcdUrl[]>;
  /** Every `name=url` once, in order: two lists that mean the same are equal here. */
  readonly key: string;
}

/** More than any cluster has. */
export const MOST_ENTRIES = 5000;
/** Of one kind of fault in a list; nobody reads more of them. */
export const MOST_SHOWN = 20;

interface Part {
  readonly text: string;
  readonly offset: number;
}

/** Parts between commas and where they stand; empty ones do not count. */
function partsOf(text: string): Part[] {
  let offset = 0;
  return text
    .split(',', MOST_ENTRIES)
    .map(part => {
      const start = offset;
      offset += part.length + 1;
      return {text: part, offset: start};
    })
    .filter(part => part.text !== '');
}

function readEntry({text, offset}: Part, version: string): ClusterEntry | {readonly bad: BadEntry} {
  const equals = text.indexOf('=');
  if (equals === -1) return {bad: {name: text, offset, length: text.length}};
  const name = text.slice(0, equals);
  const written = text.slice(equals + 1);
  const url = readEtcdUrl(written, version);
  if (!isBad(url)) {
    const kind = isSocket(url) ? 'socket' : hostKindOf(url.host);
    return {name, url, kind, offset, length: text.length};
  }
  const start = offset + equals + 1 + (written.length - written.trimStart().length);
  return {bad: {name, url, offset: start, length: url.text.length}};
}

/**
 * Reads the list as etcd does: a name that comes twice is one member with several URLs.
 * @see https://github.com/etcd-io/etcd/blob/main/client/pkg/types/urlsmap.go
 */
function readList(text: string, version: string): InitialCluster {
  const entries: ClusterEntry[] = [];
  const bad: BadEntry[] = [];
  const urls = new Map<string, EtcdUrl[]>();
  for (const part of partsOf(text)) {
    const entry = readEntry(part, version);
    if ('bad' in entry) {
      if (bad.length < MOST_SHOWN) bad.push(entry.bad);
      continue;
    }
    entries.push(entry);
    const known = urls.get(entry.name);
    if (known === undefined) urls.set(entry.name, [entry.url]);
    else known.push(entry.url);
  }
  const key = [...new Set(entries.map(({name, url}) => `${name}=${url.text}`))].sort().join(',');
  return {entries, bad, urls, key, isCut: text.split(',', MOST_ENTRIES + 1).length > MOST_ENTRIES};
}

const LISTS = new BoundedMemo<InitialCluster>(64);

/** As {@link readList}; the members of a cluster all name the same list, so it is read once for all. */
export function readInitialCluster(text: string, version: string): InitialCluster {
  return LISTS.get(`${version} ${text}`, () => readList(text, version));
}
