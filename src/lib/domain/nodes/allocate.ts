import type {SpecNode} from '../spec/schema.js';
import type {NodeRole, ProxyMode} from '../spec/vocabulary.js';
import {isLoopback, isWildcard} from './hosts.js';
import {listenAddressOf} from './node-urls.js';
import {portBlock} from './ports.js';

/** A node that somebody asked for, before it has ports. */
export interface RequestedNode {
  readonly name: string;
  readonly role: NodeRole;
  readonly host: string;
  readonly listen?: string;
  readonly mode?: ProxyMode;
}

const NAME_PREFIX: Readonly<Record<NodeRole, string>> = {
  member: 'infra',
  'v2-proxy': 'proxy',
  gateway: 'gateway',
  'grpc-proxy': 'grpc-proxy',
};

/** `infra0`, `proxy0`, …: the names of etcd's own documents. */
export function defaultName(role: NodeRole, index: number): string {
  return `${NAME_PREFIX[role]}${index}`;
}

/** `count` nodes of one role, all on one host, named as etcd's documents do. */
export function requestNodes(
  role: NodeRole,
  count: number,
  rest: Omit<RequestedNode, 'name' | 'role'>,
): RequestedNode[] {
  return Array.from({length: count}, (_, index) => ({...rest, name: defaultName(role, index), role}));
}

/**
 * Which nodes share ports: those of one host. Loopback addresses are different hosts only while none of them listens
 * on every address of this machine.
 */
function sharersOfPorts(requested: readonly RequestedNode[]): (node: RequestedNode) => string {
  const oneForAll = requested.some(node => isLoopback(node.host) && isWildcard(listenAddressOf(node)));
  return ({host}) => (oneForAll && isLoopback(host) ? 'loopback' : host);
}

/**
 * Gives each node its ports: the first node on a host gets the block at `basePort`, each further one on the same
 * host the next block of ten. A gateway has only a client port, a v2 proxy too: etcd serves nothing else there.
 */
export function allocatePorts(requested: readonly RequestedNode[], basePort: number): SpecNode[] {
  const taken = new Map<string, number>();
  const keyOf = sharersOfPorts(requested);
  return requested.map(node => {
    const {name, role, host, listen, mode} = node;
    const index = taken.get(keyOf(node)) ?? 0;
    taken.set(keyOf(node), index + 1);
    const {client, peer, metrics} = portBlock(basePort, index);
    return {
      name,
      role,
      host,
      ...(listen === undefined ? {} : {listen}),
      ports:
        role === 'member' ? {client, peer, metrics} : role === 'grpc-proxy' ? {client, metrics} : {client},
      ...(mode === undefined ? {} : {mode}),
    };
  });
}
