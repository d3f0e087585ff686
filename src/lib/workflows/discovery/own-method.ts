import type {Adapters} from '../../adapters/adapters.js';
import {ownMethod, type DiscoveryMethod} from '../../domain/discovery/method.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {MAX_PORT} from '../../domain/nodes/ports.js';
import {OpsError} from '../../errors/ops-error.js';

export interface OwnServiceWish {
  readonly cluster: string;
  /** Of etcd, which decides the protocol. */
  readonly version: string;
  /** On loopback. */
  readonly port: number;
  /** What to do where the port cannot be had. */
  readonly hints: readonly string[];
}

/** A service of etcdops's own with a new token. Throws E_PORT_IN_USE. */
export async function ownServiceMethod(
  {host, random}: Pick<Adapters, 'host' | 'random'>,
  {cluster, version, port, hints}: OwnServiceWish,
): Promise<DiscoveryMethod> {
  const problem = port > MAX_PORT ? 'there is no such port' : await host.listenProblem('127.0.0.1', port);
  if (problem !== undefined) {
    const message = `the discovery service cannot listen on 127.0.0.1:${port}: ${problem}`;
    throw new OpsError('E_PORT_IN_USE', message, {hints});
  }
  const protocol = has(version, 'v3Discovery') ? 'v3' : 'v2';
  return ownMethod(protocol, {
    service: `http://127.0.0.1:${port}`,
    token: `${cluster}-${random.hex(4)}`,
  });
}
