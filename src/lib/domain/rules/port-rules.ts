import type {EtcdProcess} from '../process/etcd-process.js';
import {canonicalHost} from '../process/host-kind.js';
import {nameOf, peerUrlsOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {bindingsOf, marksOf, type Binding} from './machine-of.js';
import {exampleOnOneMachine} from './rule-examples.js';
import type {ClusterRule, Report} from './rule.js';
import {shown} from './wording.js';

interface Bound extends Binding {
  readonly process: EtcdProcess;
}

/** No host is each address to Go, as [::] is. */
function boundHost(host: string): string {
  if (host === '') return '::';
  return host === 'localhost' ? '127.0.0.1' : canonicalHost(host);
}

/** As the system binds: 0.0.0.0 is every IPv4 address, and [::] is every address. */
export function bindsSame(a: string, b: string): boolean {
  const hosts = [boundHost(a), boundHost(b)];
  if (hosts[0] === hosts[1] || hosts.includes('::')) return true;
  return hosts.includes('0.0.0.0') && !hosts.some(host => host.includes(':'));
}

/** etcd itself merges what is the same for clients, and, since 3.5, what a flag has twice. */
function isMerged(a: Bound, b: Bound): boolean {
  if (a.process !== b.process || a.setting !== b.setting || a.host !== b.host) return false;
  const isForClients = a.setting.startsWith('listen-client');
  return isForClients || (a.process.configured === 'flags' && !a.process.version.startsWith('3.4.'));
}

/** The same member twice, which has a rule of its own. */
export function isSameMember(a: EtcdProcess, b: EtcdProcess): boolean {
  return (
    a !== b && a.role === b.role && nameOf(a) === nameOf(b) && peerUrlsOf(a).join() === peerUrlsOf(b).join()
  );
}

/** Both kinds of client listeners on one URL are seen by etcd before the system sees them. */
function wordsOf(bound: Bound, other: Bound): string {
  const isKnown =
    bound.setting !== other.setting &&
    [bound, other].every(({setting}) => setting.startsWith('listen-client'));
  return isKnown && bound.text === other.text
    ? `on the same url ${bound.text}`
    : 'bind: address already in use';
}

function messageOf(bound: Bound, other: Bound): string {
  if (bound.process !== other.process) {
    const [one, two] = [bound, other].map(({process}) => printable(nameOf(process)));
    const where =
      bound.text === other.text ? shown(bound.text) : `${shown(bound.text)} and ${shown(other.text)}`;
    return `${one} and ${two} both listen on port ${bound.port} of one machine, by ${where}`;
  }
  if (bound.setting !== other.setting) {
    return `${bound.setting} and ${other.setting} both listen on port ${bound.port}, by ${shown(bound.text)} and ${shown(other.text)}`;
  }
  return `${bound.setting} has ${shown(other.text)} and ${shown(bound.text)}, which are one address`;
}

/** Who listens where, by mark of machine and port. */
class TakenPorts {
  readonly #byKey = new Map<string, Bound[]>();

  /** Takes the port; returns who has it already. */
  take(bound: Bound, marks: readonly string[]): Bound | undefined {
    const keys = marks.map(mark => `${mark} ${Number(bound.port)}`);
    const rival = keys
      .flatMap(key => this.#byKey.get(key) ?? [])
      .find(
        other =>
          bindsSame(bound.host, other.host) &&
          !isMerged(bound, other) &&
          !isSameMember(bound.process, other.process),
      );
    if (rival !== undefined) return rival;
    for (const key of keys) this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), bound]);
    return undefined;
  }
}

function conflictReports(cluster: Cluster): Report[] {
  const taken = new TakenPorts();
  return cluster.nodes.flatMap((process, index) => {
    // In a network of its own it competes with itself alone.
    const own = `process ${index}`;
    const marks = process.launch.ownNetwork === true ? [own] : [own, ...marksOf(process, cluster)];
    return bindingsOf(process)
      .filter(({port}) => port !== '' && Number(port) !== 0)
      .flatMap(binding => {
        const bound = {...binding, process};
        const rival = taken.take(bound, marks);
        if (rival === undefined) return [];
        return [
          {
            place: bound.place,
            member: nameOf(process),
            message: messageOf(bound, rival),
            fix:
              rival.process === process
                ? 'give each a port of its own, or remove one'
                : 'give each a port of its own',
            etcdSays: wordsOf(bound, rival),
          },
        ];
      });
  });
}

/** Rules about ports that processes of one machine compete for. */
export const PORT_RULES: readonly ClusterRule[] = [
  {
    id: 'port-conflict',
    severity: 'error',
    title: 'Two listeners on one port of a machine',
    why: 'Who comes second cannot bind and ends. Processes count as being on one machine if they have the same IP address, if all of the cluster is on loopback, or if one Procfile or compose file starts them.',
    etcd: 'refuses',
    bad: exampleOnOneMachine({infra1: {'listen-client-urls': 'http://127.0.0.1:2379'}}),
    good: exampleOnOneMachine(),
    compare: conflictReports,
  },
];
