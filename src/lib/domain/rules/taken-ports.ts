import type {EtcdProcess} from '../process/etcd-process.js';
import {canonicalHost} from '../process/host-kind.js';
import {nameOf, peerUrlsOf} from '../process/values.js';
import type {Binding} from './machine-of.js';

export interface Bound extends Binding {
  readonly process: EtcdProcess;
}

/** No host is each address to Go, as [::] is. */
function boundHost(host: string): string {
  if (host === '') return '::';
  return host === 'localhost' ? '127.0.0.1' : canonicalHost(host);
}

/** Under which names of hosts an address is found: its own, and those of who binds to every one. */
function foundUnder(host: string): string[] {
  return host.includes(':') ? [host, 'any'] : [host, 'any of IPv4', 'any'];
}

/** Under which the rivals of an address are, as the system binds: 0.0.0.0 is every IPv4 address, and [::] is every address. */
function rivalsUnder(host: string): string[] {
  if (host === '::') return ['any'];
  if (host === '0.0.0.0') return ['any of IPv4', '::'];
  return host.includes(':') ? [host, '::'] : [host, '0.0.0.0', '::'];
}

/** etcd itself merges what is the same for clients, and, since 3.5, what a flag has twice. */
function isMerged(a: Bound, b: Bound): boolean {
  if (a.setting !== b.setting || a.host !== b.host) return false;
  const isForClients = a.setting.startsWith('listen-client');
  return isForClients || (a.process.configured === 'flags' && !a.process.version.startsWith('3.4.'));
}

function identityOf(process: EtcdProcess): string {
  return JSON.stringify([process.role, nameOf(process), peerUrlsOf(process).join()]);
}

/** The same member twice, which has a rule of its own. */
export function isSameMember(a: EtcdProcess, b: EtcdProcess): boolean {
  return a !== b && identityOf(a) === identityOf(b);
}

/** Of those who have marks in common with the very same others, one mark is as good as all. */
export function tellingMarks(marksOf: readonly (readonly string[])[]): string[][] {
  const ownersOf = new Map<string, number[]>();
  for (const [index, marks] of marksOf.entries()) {
    for (const mark of new Set(marks)) {
      const owners = ownersOf.get(mark);
      if (owners === undefined) ownersOf.set(mark, [index]);
      else owners.push(index);
    }
  }
  const byOwners = new Map<string, string>();
  for (const [mark, owners] of ownersOf) if (owners.length > 1) byOwners.set(owners.join(), mark);
  const telling = new Set(byOwners.values());
  return marksOf.map(marks => marks.filter(mark => telling.has(mark)));
}

/** A process about to take ports. */
export interface Taker {
  readonly process: EtcdProcess;
  readonly identity: string;
  /** Of its own, whatever machine it is on. */
  readonly own: string;
  /** Of the machine. */
  readonly marks: readonly string[];
}

export function takersOf(
  processes: readonly EtcdProcess[],
  marksOf: (process: EtcdProcess) => string[],
): Taker[] {
  // In a network of its own it competes with itself alone.
  const marks = tellingMarks(
    processes.map(process => (process.launch.ownNetwork === true ? [] : marksOf(process))),
  );
  return processes.map((process, index) => ({
    process,
    identity: identityOf(process),
    own: `process ${index}`,
    marks: marks[index] ?? [],
  }));
}

/**
 * The first who took a place, and the first who is not the same as that one: whoever comes later has a rival among
 * these two, or has none.
 */
type Firsts = readonly [same: string, bound: Bound][];

/**
 * Who listens where. Whatever the number of addresses, a look and an entry cost the same; a table of all pairs would
 * take minutes for a folder of long lists.
 */
export class TakenPorts {
  readonly #byPlace = new Map<string, Firsts>();

  #firsts(mark: string, port: string, hosts: readonly string[]): [string, Firsts][] {
    return hosts.map(host => {
      const place = `${mark} ${Number(port)} ${host}`;
      return [place, this.#byPlace.get(place) ?? []];
    });
  }

  #add(mark: string, same: string, bound: Bound): void {
    for (const [place, firsts] of this.#firsts(mark, bound.port, foundUnder(boundHost(bound.host)))) {
      if (firsts.length < 2 && firsts.every(([other]) => other !== same)) {
        this.#byPlace.set(place, [...firsts, [same, bound]]);
      }
    }
  }

  #rivals(mark: string, bound: Bound): Firsts {
    return this.#firsts(mark, bound.port, rivalsUnder(boundHost(bound.host))).flatMap(([, firsts]) => firsts);
  }

  /** Takes a port for a process; returns who has it already. */
  take(bound: Bound, {identity, own, marks}: Taker): Bound | undefined {
    const listener = `${bound.setting} ${bound.host}`;
    const rival =
      this.#rivals(own, bound).find(([, other]) => !isMerged(bound, other)) ??
      marks.flatMap(mark => this.#rivals(mark, bound)).find(([other]) => other !== identity);
    if (rival !== undefined) return rival[1];
    this.#add(own, listener, bound);
    for (const mark of marks) this.#add(mark, identity, bound);
    return undefined;
  }
}
