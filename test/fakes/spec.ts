import type {ClusterSpec, SpecNode} from '../../src/lib/domain/spec/schema.js';
import type {NodeRole} from '../../src/lib/domain/spec/vocabulary.js';

/** The n-th member on this machine, with the ports that `bootstrap` gives it. */
export function aMember(index: number, change: Partial<SpecNode> = {}): SpecNode {
  const client = 2379 + 10 * index;
  return {
    name: `infra${index}`,
    role: 'member',
    host: '127.0.0.1',
    ports: {client, peer: client + 1, metrics: client + 2},
    ...change,
  };
}

const PREFIX: Readonly<Record<Exclude<NodeRole, 'member'>, string>> = {
  'v2-proxy': 'proxy',
  gateway: 'gateway',
  'grpc-proxy': 'grpc-proxy',
};

/** A node of another role, beside three members. */
export function aProxy(role: Exclude<NodeRole, 'member'>, change: Partial<SpecNode> = {}): SpecNode {
  const ports = role === 'grpc-proxy' ? {client: 2409, metrics: 2411} : {client: 2409};
  return {name: `${PREFIX[role]}0`, role, host: '127.0.0.1', ports, ...change};
}

/** The n-th member, which has joined the cluster of the others; its data comes before its vote where it is a learner. */
export function aJoiner(index: number, change: Partial<SpecNode> = {}): SpecNode {
  return aMember(index, {initialClusterState: 'existing', ...change});
}

export function members(count: number, change: Partial<SpecNode> = {}): SpecNode[] {
  return Array.from({length: count}, (_, index) => aMember(index, change));
}

/** A spec as `bootstrap static --members 3` makes it. */
export function aSpec({
  version = '3.7.3',
  ...change
}: Partial<ClusterSpec> & {version?: string} = {}): ClusterSpec {
  return {
    schemaVersion: 1,
    cluster: 'demo',
    token: 'demo-7f3c91',
    etcd: {version},
    bootstrap: {method: 'static'},
    tls: {mode: 'none'},
    nodes: members(3),
    ...change,
  };
}
