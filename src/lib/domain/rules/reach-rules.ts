import type {Place} from '../inputs/place.js';
import {addressesOf} from '../process/addresses.js';
import {bootstrapOf} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isSocket, type EtcdUrl} from '../process/etcd-url.js';
import {hostKindOf} from '../process/host-kind.js';
import {MOST_SHOWN, type ClusterEntry, type InitialCluster} from '../process/initial-cluster.js';
import {bracketed} from '../nodes/hosts.js';
import {placeOfPart} from '../process/part-place.js';
import {isUsablePort} from '../process/reach.js';
import {printable} from '../text/printable.js';
import {advertisedUrls, whoReaches} from './advertised.js';
import type {Cluster} from './cluster.js';
import {isSpread} from './members.js';
import {exampleCluster, exampleMember, exampleOfThree} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

/** Leads to one machine, wherever somebody stands: an address or a name. */
function isAddressable(url: EtcdUrl): boolean {
  return !isSocket(url) && ['address', 'name'].includes(hostKindOf(url.host));
}

function isLoopback(url: EtcdUrl): boolean {
  return !isSocket(url) && hostKindOf(url.host) === 'loopback';
}

interface Listed {
  readonly entry: ClusterEntry;
  readonly place: Place;
}

/** Entries of one kind that the list has for other members than the process itself. */
function othersInList(process: EtcdProcess, kind: ClusterEntry['kind']): Listed[] {
  const {list, given, name} = bootstrapOf(process);
  if (process.role !== 'member' || given === undefined || list === undefined) return [];
  return list.entries
    .filter(entry => entry.kind === kind && entry.name !== name)
    .slice(0, MOST_SHOWN)
    .map(entry => ({entry, place: placeOfPart(given, entry.offset, entry.length)}));
}

function peerUrls(process: EtcdProcess): readonly EtcdUrl[] {
  return addressesOf(process)['initial-advertise-peer-urls'].urls;
}

const SPREAD_LISTS = new WeakMap<InitialCluster, boolean>();

/** As {@link isSpread}, for the list that a member names. */
function isSpreadList(list: InitialCluster | undefined): boolean {
  if (list === undefined) return false;
  const known = SPREAD_LISTS.get(list);
  if (known !== undefined) return known;
  const spread = list.entries.some(({kind}) => kind === 'address' || kind === 'name');
  SPREAD_LISTS.set(list, spread);
  return spread;
}

function unspecifiedReports(process: EtcdProcess): Report[] {
  const isUnspecified = (url: EtcdUrl): boolean => !isSocket(url) && hostKindOf(url.host) === 'unspecified';
  const fix = 'write the address under which others reach this member';
  const own = advertisedUrls(process)
    .filter(({url}) => url.host !== '' && isUnspecified(url))
    .map(({setting, url, place}) => ({
      place,
      message: `${setting} sends ${whoReaches(setting)} to ${shown(url.text)}, which for each of them is its own machine`,
      fix,
    }));
  const listed = othersInList(process, 'unspecified').map(({entry: {name, url}, place}) => ({
    place,
    message: `initial-cluster has ${shown(url.text)} for ${shown(name)}, which for each member is its own machine`,
    fix: `write the address of ${shown(name)}`,
  }));
  return [...own, ...listed];
}

function loopbackReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const {list} = bootstrapOf(process);
  const spread = isSpread(cluster) || isSpreadList(list);
  if (!spread) return [];
  const own = advertisedUrls(process)
    .filter(({setting, url}) => setting === 'initial-advertise-peer-urls' && isLoopback(url))
    .filter(() => !peerUrls(process).some(isAddressable))
    .map(({url, place}) => ({
      place,
      message: `${shown(url.text)} means another machine on each of the other hosts`,
      fix: 'write the address under which the other hosts reach this member',
    }));
  const listed = othersInList(process, 'loopback')
    .filter(({entry: {name}}) => !(list?.urls.get(name) ?? []).some(isAddressable))
    .map(({entry: {name, url}, place}) => ({
      place,
      message: `initial-cluster has ${shown(url.text)} for ${shown(name)}, while other members are on other hosts`,
      fix: `write the address of ${shown(name)}`,
    }));
  return [...own, ...listed];
}

function clientLoopbackReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const addresses = addressesOf(process);
  const listening = addresses['listen-client-urls'];
  const hasOthers = cluster.members.length > 1 || (bootstrapOf(process).list?.urls.size ?? 0) > 1;
  const isOpen = listening.urls.some(url => !isSocket(url) && !isLoopback(url));
  const urls = addresses['advertise-client-urls'].urls;
  if (!hasOthers || !isOpen || !peerUrls(process).some(isAddressable) || !urls.every(isLoopback)) return [];
  return advertisedUrls(process)
    .filter(({setting}) => setting === 'advertise-client-urls')
    .map(({url, place}) => ({
      place,
      message: `clients on other hosts are told ${shown(url.text)}, although this member listens for them on ${shown(listening.urls.find(listener => !isLoopback(listener))?.text ?? '')}`,
      fix: 'write the address under which clients reach this member',
    }));
}

/** Rules about whether anybody can reach what a member advertises. */
export const REACH_RULES: readonly ProcessRule[] = [
  {
    id: 'advertise-unspecified',
    severity: 'error',
    title: 'An advertised URL with 0.0.0.0 or [::]',
    why: 'That address says where to listen: on each address of a machine. Whoever connects to it ends on the own machine. etcd takes it, and hands it on to members and clients.',
    etcd: 'accepts',
    bad: exampleMember({
      'listen-client-urls': 'http://0.0.0.0:2379',
      'advertise-client-urls': 'http://0.0.0.0:2379',
    }),
    good: exampleMember({
      'listen-client-urls': 'http://0.0.0.0:2379',
      'advertise-client-urls': 'http://10.0.0.1:2379',
    }),
    check: unspecifiedReports,
  },
  {
    id: 'loopback-among-hosts',
    severity: 'error',
    title: 'A member on localhost in a cluster of several hosts',
    why: 'localhost, 127.0.0.1 and ::1 are on each machine that machine itself, so the others look for the member where it is not.',
    etcd: 'accepts',
    bad: exampleOfThree({
      'initial-cluster':
        'infra0=http://10.0.0.1:2380,infra1=http://localhost:2380,infra2=http://10.0.0.3:2380',
    }),
    good: exampleOfThree(),
    check: loopbackReports,
  },
  {
    id: 'client-loopback-among-hosts',
    severity: 'warning',
    title: 'Clients of other hosts are told localhost',
    why: 'A client that asks one member for the others, and every proxy, connects to what is advertised.',
    etcd: 'accepts',
    bad: exampleCluster({
      infra1: {'listen-client-urls': 'http://0.0.0.0:2379', 'advertise-client-urls': 'http://localhost:2379'},
    }),
    good: exampleCluster({
      infra1: {
        'listen-client-urls': 'http://127.0.0.1:2379',
        'advertise-client-urls': 'http://127.0.0.1:2379',
      },
    }),
    check: clientLoopbackReports,
  },
  {
    id: 'advertise-port-number',
    severity: 'warning',
    title: 'An advertised port to which nobody can connect',
    why: 'Ports that others connect to lie between 1 and 65535. etcd looks at that for its listeners alone.',
    etcd: 'accepts',
    bad: exampleMember({'advertise-client-urls': 'http://10.0.0.1:0'}),
    good: exampleMember(),
    check: process =>
      advertisedUrls(process)
        .filter(({url}) => !isSocket(url) && !isUsablePort(url.port))
        .map(({setting, url, place}) => ({
          place,
          message: `${setting} sends ${whoReaches(setting)} to ${shown(url.text)}, a port that does not exist`,
          fix: 'write the port on which they reach this member',
        })),
  },
  {
    id: 'url-more',
    severity: 'warning',
    title: 'A user, a query or a fragment in a URL',
    why: 'etcd uses scheme, host and port of its URLs and carries the rest along. A password in one is shown to everybody who lists the members.',
    etcd: 'accepts',
    bad: exampleMember({'advertise-client-urls': 'http://root:secret@10.0.0.1:2379'}),
    good: exampleMember(),
    check: process =>
      advertisedUrls(process)
        .filter(({url}) => url.hasMore)
        .map(({setting, url, place}) => ({
          place,
          message: `${setting}: etcd uses only scheme, host and port of a URL, and this one has more`,
          fix: isSocket(url)
            ? 'keep the path alone'
            : `write ${url.scheme}://${printable(bracketed(url.host))}:${url.port}`,
        })),
  },
];
