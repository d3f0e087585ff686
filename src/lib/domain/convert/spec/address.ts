import {isIP} from 'node:net';

import {MAX_PORT} from '../../nodes/ports.js';

/** Host, without brackets, and port of a URL or of `host:port`. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

const ADDRESS = /^(?:(https?):\/\/)?(\[[^\]]{1,60}\]|[^:/?#[\]]{0,255}):(\d{1,5})$/;

/** Undefined for unix sockets and whatever else has no host and port. */
export function addressOf(text: string): Address | undefined {
  const [match, scheme, host = '', digits = ''] = ADDRESS.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (match === undefined || port < 1 || port > MAX_PORT) return undefined;
  return {host: host.replace(/^\[|\]$/g, ''), port, isTls: scheme === 'https'};
}

/** The addresses of a list of URLs, as far as they have one. */
export function addressesOf(urls: readonly string[]): Address[] {
  return urls.map(addressOf).filter(address => address !== undefined);
}

/** Every address of the machine: nothing that somebody else could connect to. */
export function isEveryAddress(host: string): boolean {
  return host === '' || host === '0.0.0.0' || host === '::';
}

/** The IP address to bind to; etcd takes localhost for 127.0.0.1. Undefined for other names, which it refuses. */
export function bindAddressOf(host: string): string | undefined {
  if (host === 'localhost') return '127.0.0.1';
  return isIP(host) === 0 ? undefined : host;
}
