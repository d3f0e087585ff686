import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {freeBlock} from './free-block.js';
import {isLoopback} from './hosts.js';
import {MAX_PORT} from './ports.js';

/** The ports of a member that takes over the client port of a node: those beside it where they are free. */
export function memberPorts(spec: ClusterSpec, {name, host, ports}: SpecNode): SpecNode['ports'] {
  const isSameMachine = (other: string): boolean => other === host || (isLoopback(other) && isLoopback(host));
  const others = spec.nodes.filter(node => node.name !== name && isSameMachine(node.host));
  const taken = new Set(others.flatMap(node => [node.ports.client, node.ports.peer, node.ports.metrics]));
  const beside = {client: ports.client, peer: ports.client + 1, metrics: ports.client + 2};
  if (beside.metrics <= MAX_PORT && !taken.has(beside.peer) && !taken.has(beside.metrics)) return beside;
  const found = freeBlock(spec, host);
  // Without a free block validate says so of the ports that are left.
  return 'block' in found ? {...found.block, client: ports.client} : beside;
}
