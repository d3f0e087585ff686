import {listenAddressOf} from '../../nodes/node-urls.js';
import {givenOf, listOf, valueOf} from '../../process/values.js';
import type {SpecNode} from '../../spec/schema.js';
import type {NodeProcess, Note, Source} from '../conversion.js';
import {specPath} from './spec-path.js';
import {addressesOf, addressOf, bindAddressOf, isEveryAddress, type Address} from './address.js';

/** What becomes a node of the spec. */
export interface Candidate {
  readonly process: NodeProcess;
  readonly source: Source;
}

export interface PlacedNode {
  /** Without settings. */
  readonly node: SpecNode;
  readonly notes: readonly Note[];
}

function urlsOf({process}: Candidate, name: string): string[] {
  return listOf(valueOf(process, name));
}

/** Left out where the spec would come to the same. */
function withListen(node: SpecNode, listen: string | undefined): SpecNode {
  if (listen === undefined || listen === listenAddressOf(node)) return node;
  const {name, role, host, ...rest} = node;
  return {name, role, host, listen, ...rest};
}

/** The address that peers and clients share, else that of the peers: the spec has one. */
function listenHostOf(peers: readonly Address[], clients: readonly Address[]): string | undefined {
  const shared = peers.find(peer => clients.some(({host}) => host === peer.host));
  const host = (shared ?? peers[0] ?? clients[0])?.host;
  return host === undefined ? undefined : bindAddressOf(host);
}

function foldersOf({process, source}: Candidate, specFolder: string): Pick<SpecNode, 'dataDir' | 'walDir'> {
  const dataDir = valueOf(process, 'data-dir');
  const walDir = givenOf(process, 'wal-dir')?.value;
  return {
    ...(dataDir === undefined || dataDir === '' ? {} : {dataDir: specPath(dataDir, source, specFolder)}),
    ...(walDir === undefined || walDir === '' ? {} : {walDir: specPath(walDir, source, specFolder)}),
  };
}

/** An address without a port of its own kind is 0, which the schema of the spec then refuses by name. */
const NO_PORT = 0;

function clientPortOf(candidate: Candidate, listens: readonly Address[]): number {
  const [advertised] = addressesOf(urlsOf(candidate, 'advertise-client-urls'));
  const isGiven = givenOf(candidate.process, 'advertise-client-urls') !== undefined;
  return ((isGiven ? advertised : listens[0]) ?? advertised)?.port ?? NO_PORT;
}

/** The metrics port is served without TLS. */
function metricsPortOf(url: string | undefined): {metrics?: number} {
  const address = addressOf(url ?? '');
  return address === undefined || address.isTls ? {} : {metrics: address.port};
}

function placeMember(candidate: Candidate, specFolder: string): PlacedNode {
  const [peer] = addressesOf(urlsOf(candidate, 'initial-advertise-peer-urls'));
  const listenPeers = addressesOf(urlsOf(candidate, 'listen-peer-urls'));
  const listenClients = addressesOf(urlsOf(candidate, 'listen-client-urls'));
  const node: SpecNode = {
    name: candidate.source.name,
    role: 'member',
    host: peer?.host ?? '',
    ports: {
      client: clientPortOf(candidate, listenClients),
      peer: peer?.port ?? NO_PORT,
      ...metricsPortOf(urlsOf(candidate, 'listen-metrics-urls')[0]),
    },
    ...foldersOf(candidate, specFolder),
    ...(valueOf(candidate.process, 'initial-cluster-state') === 'existing'
      ? {initialClusterState: 'existing'}
      : {}),
  };
  return {node: withListen(node, listenHostOf(listenPeers, listenClients)), notes: []};
}

/** Nothing that a proxy is told says where it runs when it listens on all addresses. */
function placeListener({source}: Candidate, listens: Address | undefined, advertised?: Address): PlacedNode {
  const host = [advertised?.host, listens?.host].find(found => found !== undefined && !isEveryAddress(found));
  const base: SpecNode = {
    name: source.name,
    role: source.role,
    host: host ?? '127.0.0.1',
    ports: {client: listens?.port ?? NO_PORT},
  };
  const node = withListen(base, listens === undefined ? undefined : bindAddressOf(listens.host || '0.0.0.0'));
  if (host !== undefined) return {node, notes: []};
  const message = 'it listens on every address, and nothing says on which host: 127.0.0.1 was written';
  return {node, notes: [{member: source.member, message}]};
}

function placeV2Proxy(candidate: Candidate, specFolder: string): PlacedNode {
  const {process} = candidate;
  const {node, notes} = placeListener(candidate, addressesOf(urlsOf(candidate, 'listen-client-urls'))[0]);
  const mode = valueOf(process, 'proxy') === 'readonly' ? 'readonly' : 'readwrite';
  const {dataDir} = foldersOf(candidate, specFolder);
  return {node: {...node, mode, ...(dataDir === undefined ? {} : {dataDir})}, notes};
}

function placeGrpcProxy(candidate: Candidate, specFolder: string): PlacedNode {
  const {process} = candidate;
  const listens = addressOf(valueOf(process, 'listen-addr') ?? '');
  const advertised = addressOf(givenOf(process, 'advertise-client-url')?.value ?? '');
  const dataDir = givenOf(process, 'data-dir')?.value;
  const {node, notes} = placeListener(candidate, listens, advertised);
  const ports = {...node.ports, ...metricsPortOf(givenOf(process, 'metrics-addr')?.value)};
  const folder = dataDir === undefined ? {} : {dataDir: specPath(dataDir, candidate.source, specFolder)};
  return {node: {...node, ports, ...folder}, notes};
}

/** Where a process is, in the words of the spec. What these cannot say shows when the two are compared. */
export function placeNode(candidate: Candidate, specFolder: string): PlacedNode {
  switch (candidate.source.role) {
    case 'member':
      return placeMember(candidate, specFolder);
    case 'v2-proxy':
      return placeV2Proxy(candidate, specFolder);
    case 'gateway':
      return placeListener(candidate, addressOf(valueOf(candidate.process, 'listen-addr') ?? ''));
    case 'grpc-proxy':
      return placeGrpcProxy(candidate, specFolder);
  }
}
