import type {Adapters} from '../adapters/adapters.js';
import {freePorts} from '../queries/free-ports.js';

const ATTEMPTS = 3;

/** etcd's own words, of Linux and macOS alike. */
const PORT_TAKEN = /bind: address already in use/;

/**
 * Runs what starts an etcd on two ports that are free. Between the look and etcd's bind somebody else may take one: then
 * it is run again, on two others. It must leave nothing behind that keeps a second run from starting.
 * @param purpose `the drill`, for the message where no port is free
 */
export async function onFreePorts<T>(
  adapters: Pick<Adapters, 'host' | 'progress' | 'random'>,
  {purpose, address}: {readonly purpose: string; readonly address?: string},
  run: (ports: readonly [client: number, peer: number]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const ports = await freePorts(adapters, purpose, address);
    try {
      return await run(ports);
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Error) || !PORT_TAKEN.test(error.message)) throw error;
      adapters.progress.note(`somebody else has just taken port ${ports.join(' or ')}: others are tried`);
    }
  }
}
