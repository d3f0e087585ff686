import {isIP} from 'node:net';

import {MAX_PORT} from '../nodes/ports.js';

/** `host:port`, `[::1]:2379` or a URL; undefined for what is none. */
export function parseEndpoint(text: string): {host: string; port: number} | undefined {
  const bare = text.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const [, host = '', digits = ''] = /^(.+):(\d{1,5})$/.exec(bare) ?? [];
  const port = Number(digits);
  if (port < 1 || port > MAX_PORT) return undefined;
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  if (plain.includes(':') && isIP(plain) !== 6) return undefined;
  return /^[\w.:-]+$/.test(plain) ? {host: plain, port} : undefined;
}
