import {isIP} from 'node:net';

import {isLoopback, isWildcard} from '../nodes/hosts.js';

function isFromElsewhere(address: string): boolean {
  return isIP(address) !== 0 && !isLoopback(address) && !/^(?:169\.254\.|fe80:)/i.test(address);
}

/**
 * By which addresses others reach who listens on an address; the first is the one to tell. On a wildcard these are the
 * addresses of the machine, IPv4 first; loopback alone where it has no other.
 */
export function reachableHosts(
  listen: string,
  ownAddresses: readonly string[],
): readonly [string, ...string[]] {
  if (!isWildcard(listen)) return [listen];
  const own = ownAddresses.filter(isFromElsewhere);
  const v4 = own.filter(address => isIP(address) === 4);
  const v6 = listen === '0.0.0.0' ? [] : own.filter(address => isIP(address) === 6);
  const [first = listen === '0.0.0.0' ? '127.0.0.1' : '::1', ...others] = [...v4, ...v6];
  return [first, ...others];
}
