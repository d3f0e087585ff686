import {isIP} from 'node:net';

import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {bracketed} from './hosts.js';
import {srvPlaceOf, srvTargetOf} from './srv-target.js';

/** `http` or `https`, by the TLS mode of the cluster. */
export function schemeOf(spec: Pick<ClusterSpec, 'tls'>): 'http' | 'https' {
  return spec.tls.mode === 'none' ? 'http' : 'https';
}

/** The IP address that a node binds to: etcd refuses names there. */
export function listenAddressOf(node: Pick<SpecNode, 'host' | 'listen'>): string {
  if (node.listen !== undefined) return node.listen;
  return isIP(node.host) ? node.host : '0.0.0.0';
}

export function clientUrlOf(spec: Pick<ClusterSpec, 'tls'>, node: SpecNode): string {
  const scheme = node.plainListen === true ? 'http' : schemeOf(spec);
  return `${scheme}://${bracketed(node.host)}:${node.ports.client}`;
}

/** Where a node tells its metrics, always in plain HTTP; undefined where it has no port of its own for them. */
export function metricsUrlOf({host, ports}: SpecNode): string | undefined {
  return ports.metrics === undefined ? undefined : `http://${bracketed(host)}:${ports.metrics}`;
}

/** What a member says of itself at its first start. DNS may know it by a name: etcd compares the addresses. */
export function advertisedPeerUrlOf(spec: Pick<ClusterSpec, 'tls'>, node: SpecNode): string {
  return `${schemeOf(spec)}://${bracketed(node.host)}:${node.ports.peer}`;
}

/**
 * The URL under which the members know one; undefined for nodes that are no members. Those that were found by DNS are
 * known by the names in its records; one that joins later, by what whoever adds it says.
 */
export function peerUrlOf(spec: Pick<ClusterSpec, 'tls' | 'bootstrap'>, node: SpecNode): string | undefined {
  if (node.role !== 'member' || node.ports.peer === undefined) return undefined;
  const place = srvPlaceOf(spec);
  if (place === undefined || joins(node)) return advertisedPeerUrlOf(spec, node);
  return `${schemeOf(spec)}://${srvTargetOf(place, node)}:${node.ports.peer}`;
}

/** `infra0=http://…,infra1=http://…`, the value of etcd's `initial-cluster`. */
export function initialClusterOf(
  spec: Pick<ClusterSpec, 'tls' | 'bootstrap'>,
  members: readonly SpecNode[],
): string {
  return members.map(member => `${member.name}=${peerUrlOf(spec, member)}`).join(',');
}

export function membersOf(spec: Pick<ClusterSpec, 'nodes'>): SpecNode[] {
  return spec.nodes.filter(node => node.role === 'member');
}

/** The members that count for the quorum. The others, learners, answer their clients hardly anything. */
export function votersOf(spec: Pick<ClusterSpec, 'nodes'>): SpecNode[] {
  return membersOf(spec).filter(({learner}) => learner !== true);
}

/** Whether a member joins a cluster that others began, or are to begin. */
export function joins({initialClusterState}: Pick<SpecNode, 'initialClusterState'>): boolean {
  return initialClusterState === 'existing';
}

/** `host:port` of each voter's client port, the form that gateways and gRPC proxies take. */
export function voterEndpoints(spec: Pick<ClusterSpec, 'nodes'>): string[] {
  return votersOf(spec).map(member => `${bracketed(member.host)}:${member.ports.client}`);
}
