import {isIP} from 'node:net';

import {MAX_PORT} from '../nodes/ports.js';

/** Where a name server listens. */
export interface NameServer {
  readonly address: string;
  readonly port: number;
}

const DNS_PORT = 53;

/** `10.0.0.2`, `10.0.0.2:5353`, `2001:db8::1` or `[2001:db8::1]:5353`; undefined for anything else. */
export function parseNameServer(text: string): NameServer | undefined {
  if (isIP(text) !== 0) return {address: text, port: DNS_PORT};
  const match = /^(\[.+\]|[\d.]+):(\d{1,5})$/.exec(text) ?? /^(\[.+\])$/.exec(text);
  if (match === null) return undefined;
  const [, host = '', port = String(DNS_PORT)] = match;
  const address = host.replace(/^\[|\]$/g, '');
  const isPort = Number(port) >= 1 && Number(port) <= MAX_PORT;
  return isIP(address) !== 0 && isPort ? {address, port: Number(port)} : undefined;
}
