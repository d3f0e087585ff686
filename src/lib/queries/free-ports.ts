import type {Adapters} from '../adapters/adapters.js';
import {OpsError} from '../errors/ops-error.js';

/**
 * Two ports of one address on which nobody listens, below those that the kernel gives to connections.
 * @param purpose `the drill`, for the message
 */
export async function freePorts(
  {host, random}: Pick<Adapters, 'host' | 'random'>,
  purpose: string,
  address = '127.0.0.1',
): Promise<readonly [client: number, peer: number]> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const client = 20_000 + (Number.parseInt(random.hex(2), 16) % 12_000);
    const problems = await Promise.all([client, client + 1].map(port => host.listenProblem(address, port)));
    if (problems.every(problem => problem === undefined)) return [client, client + 1];
  }
  throw new OpsError('E_PORT_IN_USE', `no free port on ${address} for ${purpose}`, {
    hints: ['the same line again; who listens: ss -ltn'],
  });
}
