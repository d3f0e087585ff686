import {compareVersions} from '../etcd-version/version.js';
import {addressesOf} from '../process/addresses.js';
import {bootstrapOf} from '../process/bootstrap.js';
import {isSocket, type EtcdUrl} from '../process/etcd-url.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {canonicalHost} from '../process/host-kind.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import type {HostPort} from './host-port.js';
import {endpointsOf} from './proxy-endpoints.js';
import {exampleCluster} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

interface Peer {
  readonly version: string;
  /** Where that member serves clients, as far as that is known. */
  readonly client?: EtcdUrl;
}

function keyOf({host, port}: HostPort): string {
  return `${host === 'localhost' ? '127.0.0.1' : canonicalHost(host)} ${port}`;
}

function onNetwork(urls: readonly EtcdUrl[]): EtcdUrl[] {
  return urls.filter(url => !isSocket(url));
}

/** The peers that members know, without what these say of themselves. */
function listedPeers(members: readonly EtcdProcess[]): Map<string, Peer> {
  const lists = new Map(members.map(member => [bootstrapOf(member).list, member.version]));
  return new Map(
    [...lists].flatMap(([list, version]) =>
      onNetwork((list?.entries ?? []).map(({url}) => url)).map(url => [keyOf(url), {version}] as const),
    ),
  );
}

/** Where members talk to each other and serve no clients. */
function readPeers({members}: Cluster): ReadonlyMap<string, Peer> {
  const peers = listedPeers(members);
  for (const member of members) {
    const {version} = member;
    const addresses = addressesOf(member);
    const [client] = onNetwork(addresses['advertise-client-urls'].urls);
    for (const url of onNetwork(addresses['initial-advertise-peer-urls'].urls)) {
      peers.set(keyOf(url), {version, ...(client === undefined ? {} : {client})});
    }
  }
  // One port may have been given to both by a slip, which other rules see.
  const forClients = members.flatMap(member =>
    (['listen-client-urls', 'advertise-client-urls'] as const).flatMap(
      name => addressesOf(member)[name].urls,
    ),
  );
  for (const url of forClients) peers.delete(keyOf(url));
  return peers;
}

const READ = new WeakMap<Cluster, ReadonlyMap<string, Peer>>();

function peersOf(cluster: Cluster): ReadonlyMap<string, Peer> {
  const known = READ.get(cluster);
  if (known !== undefined) return known;
  const peers = readPeers(cluster);
  READ.set(cluster, peers);
  return peers;
}

/** An IPv6 address in brackets. */
function addressText({host, port}: HostPort): string {
  return printable(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, 100);
}

function reportPeer(text: string, {version, client}: Peer): Omit<Report, 'place'> {
  const isServed = compareVersions(version, '3.6.0') < 0;
  const what = isServed ? 'which 3.6 and later keep from clients' : `where etcd ${version} serves no clients`;
  return {
    message: `the endpoint ${shown(text)} is where members talk to each other, ${what}`,
    fix: client === undefined ? 'write the client address of that member' : `write ${addressText(client)}`,
  };
}

const CLIENTS: ReadonlySet<EtcdProcess['role']> = new Set(['gateway', 'grpc-proxy', 'etcdctl']);

const peerEndpoint: ProcessRule = {
  id: 'endpoint-of-peers',
  severity: 'warning',
  title: 'An endpoint at which members talk to each other',
  why: 'A member has a port for clients, mostly 2379, and one for the other members, mostly 2380. Up to 3.5 the second one serves clients as well; from 3.6 on they wait there until their time is up.',
  etcd: 'accepts',
  bad: {
    files: {
      ...exampleCluster().files,
      'proxy.sh': 'etcd gateway start --listen-addr 127.0.0.1:23790 --endpoints 10.0.0.1:2380\n',
    },
  },
  good: {
    files: {
      ...exampleCluster().files,
      'proxy.sh': 'etcd gateway start --listen-addr 127.0.0.1:23790 --endpoints 10.0.0.1:2379\n',
    },
  },
  check: (process, cluster) => {
    const list = CLIENTS.has(process.role) ? endpointsOf(process) : undefined;
    if (list === undefined) return [];
    const peers = peersOf(cluster);
    return list.endpoints.flatMap(({text, hostPort}) => {
      const peer = hostPort === undefined ? undefined : peers.get(keyOf(hostPort));
      return peer === undefined ? [] : [{place: list.given.place, ...reportPeer(text, peer)}];
    });
  },
};

/** Rules about the endpoints of all that are clients of the members. */
export const ENDPOINT_RULES: readonly ProcessRule[] = [peerEndpoint];
