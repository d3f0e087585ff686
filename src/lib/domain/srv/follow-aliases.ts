import {hostKey, type HostRecord} from './srv-answers.js';

/** Where a name leads in the records of answers, in whatever order they stand. */
export interface Followed {
  /** The name that stands for each one on the way; empty where it is no alias. */
  readonly aliases: readonly string[];
  /** The last name of the way, which is no alias as far as the records tell. */
  readonly end: string;
  readonly addresses: readonly string[];
  /** The way leads back to where it was. */
  readonly isCircle: boolean;
}

/** A resolver goes from alias to alias, and takes the addresses of the last name alone. */
export function followAliases(host: string, records: readonly HostRecord[]): Followed {
  const isOf = (name: string, record: HostRecord): boolean => hostKey(record.name) === hostKey(name);
  const aliases: string[] = [];
  const seen = new Set([hostKey(host)]);
  let end = host;
  for (;;) {
    const next = records.find(record => record.type === 'CNAME' && isOf(end, record))?.data;
    if (next === undefined) break;
    aliases.push(next);
    if (seen.has(hostKey(next))) return {aliases, end: next, addresses: [], isCircle: true};
    seen.add(hostKey(next));
    end = next;
  }
  const addresses = records.filter(record => record.type !== 'CNAME' && isOf(end, record));
  return {aliases, end, addresses: [...new Set(addresses.map(({data}) => data))], isCircle: false};
}
