import {isIP} from 'node:net';

import {isLoopback} from '../nodes/hosts.js';

export interface HostPort {
  /** Without brackets; empty for every address. */
  readonly host: string;
  /** As written. */
  readonly port: string;
}

/** `host:port` as Go splits it; undefined where it does not. */
export function splitHostPort(text: string): HostPort | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(text) ?? [];
  return port === undefined ? undefined : {host: bracketed ?? plain ?? '', port};
}

/** Whether it listens on every address. */
export function isEveryAddress({host}: HostPort): boolean {
  return host === '' || host === '0.0.0.0' || host === '::';
}

/** Whether two addresses are certainly the same one: of one host, or of this machine. */
export function isSameAddress(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.port === '') return false;
  if (a.host.toLowerCase() === b.host.toLowerCase()) return true;
  const isLocalName = (host: string): boolean => host === 'localhost' || host === '127.0.0.1';
  return isLocalName(a.host) && isLocalName(b.host);
}

/** Whether something that connects to `target` from the same machine reaches what listens on `listener`. */
export function reaches(target: HostPort, listener: HostPort): boolean {
  if (target.port !== listener.port) return false;
  if (isSameAddress(target, listener) || isEveryAddress(listener)) return true;
  // A name may mean anything, and so may an address of another machine.
  return isIP(target.host) === 0 && !isLoopback(target.host);
}
