import {discoveryOf, ownServiceUrl} from '../discovery/method.js';
import type {ClusterSpec} from '../spec/schema.js';
import {isLoopback} from './hosts.js';
import {membersOf} from './node-urls.js';
import {DEFAULT_BASE_PORT, MAX_PORT, portBlock} from './ports.js';

type Block = ReturnType<typeof portBlock>;

/** It is there whenever the cluster begins anew. */
function portsOfOwnService(spec: ClusterSpec): number[] {
  const url = ownServiceUrl(discoveryOf(spec) ?? {method: 'discovery'});
  return url === undefined ? [] : [Number(new URL(url).port)];
}

/**
 * The first block of ports that no node of that machine has, and no discovery service of the spec's own, beside those of
 * the members.
 */
export function freeBlock(spec: ClusterSpec, host: string): {block: Block} | {problem: string} {
  const isSameMachine = (other: string): boolean => other === host || (isLoopback(other) && isLoopback(host));
  const neighbours = spec.nodes.filter(node => isSameMachine(node.host));
  const taken = new Set([
    ...neighbours.flatMap(({ports}) => [ports.client, ports.peer, ports.metrics]),
    ...portsOfOwnService(spec),
  ]);
  const ofMembers = membersOf(spec).filter(neighbour => neighbours.includes(neighbour));
  const base =
    ofMembers.length === 0 ? DEFAULT_BASE_PORT : Math.min(...ofMembers.map(({ports}) => ports.client));
  for (let index = 0; ; index++) {
    const block = portBlock(base, index);
    if (block.metrics > MAX_PORT) return {problem: `above port ${base} there is no free one on ${host}`};
    if (![block.client, block.peer, block.metrics].some(port => taken.has(port))) return {block};
  }
}
