import {canonicalHost} from './host-kind.js';
import {MOST_SHOWN, type ClusterEntry, type InitialCluster} from './initial-cluster.js';

/** An entry that says what an earlier one says. */
export interface RepeatedEntry {
  readonly entry: ClusterEntry;
  readonly before: ClusterEntry;
}

function repeated(list: InitialCluster, keyOf: (entry: ClusterEntry) => string): RepeatedEntry[] {
  const first = new Map<string, ClusterEntry>();
  return list.entries.flatMap(entry => {
    const key = keyOf(entry);
    const before = first.get(key);
    if (before === undefined) first.set(key, entry);
    return before === undefined ? [] : [{entry, before}];
  });
}

/** One spelling for every way to write an address, whatever the scheme. */
function addressKey({url, kind}: ClusterEntry): string {
  if (kind === 'socket') return url.text;
  const host = canonicalHost(url.host);
  return `${host === 'localhost' ? '127.0.0.1' : host} ${url.port}`;
}

interface Repeats {
  readonly urls: readonly RepeatedEntry[];
  readonly addresses: readonly RepeatedEntry[];
}

const READ = new WeakMap<InitialCluster, Repeats>();

/** All members of a cluster have the same list, so it is looked through once for all. */
function repeatsOf(list: InitialCluster): Repeats {
  const known = READ.get(list);
  if (known !== undefined) return known;
  const repeats = {
    urls: repeated(list, ({url}) => url.text).slice(0, MOST_SHOWN),
    addresses: repeated(list, addressKey)
      .filter(({entry, before}) => entry.url.text !== before.url.text && entry.name !== before.name)
      .slice(0, MOST_SHOWN),
  };
  READ.set(list, repeats);
  return repeats;
}

/** Entries with the very URL of an earlier one: etcd refuses the list. */
export function repeatedUrls(list: InitialCluster): readonly RepeatedEntry[] {
  return repeatsOf(list).urls;
}

/** Entries of another member that lead where an earlier one does, in other words: etcd does not see it. */
export function repeatedAddresses(list: InitialCluster): readonly RepeatedEntry[] {
  return repeatsOf(list).addresses;
}
