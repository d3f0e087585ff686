import {isIP} from 'node:net';

import {OpsError} from '../../errors/ops-error.js';
import {MAX_PORT} from '../nodes/ports.js';
import {splitHostPort} from '../rules/host-port.js';
import {printable} from '../text/printable.js';
import {LISTEN_FLAGS, type ProxyRole} from './proxy-request.js';

export interface ListenAddress {
  /** An IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

function unusable(role: ProxyRole, text: string, why: string): OpsError {
  const flag = LISTEN_FLAGS[role];
  const example = role === 'v2-proxy' ? 'http://127.0.0.1:12379' : '127.0.0.1:12379';
  return new OpsError('E_USAGE', `--${flag}: "${printable(text, 80)}" ${why}`, {
    hints: [`write for example --${flag} ${example}`],
  });
}

/** `host:port` of the text, whose scheme must fit what listens there. */
function authorityOf(role: ProxyRole, text: string): string {
  const [, scheme, authority = ''] = /^(?:([a-z]+):\/\/)?([^/]*)\/?$/i.exec(text.trim()) ?? [];
  if (role === 'v2-proxy') {
    if (scheme === undefined || text.includes(',')) throw unusable(role, text, 'is not one URL');
    return authority;
  }
  if (scheme === 'https' && role === 'gateway')
    throw unusable(
      role,
      text,
      'asks for TLS, which a gateway does not end: it passes on what the members speak',
    );
  if (scheme !== undefined) throw unusable(role, text, 'has a scheme, where host and port stand alone');
  return authority;
}

/** The address in `--listen-addr`, or in the one URL of `--listen-client-urls`. Throws E_USAGE. */
export function parseListen(role: ProxyRole, text: string): ListenAddress {
  const address = splitHostPort(authorityOf(role, text));
  const port = /^\d{1,5}$/.test(address?.port ?? '') ? Number(address?.port) : 0;
  if (address === undefined || port < 1 || port > MAX_PORT)
    throw unusable(role, text, `has no port from 1 to ${MAX_PORT}`);
  const host = address.host === 'localhost' ? '127.0.0.1' : address.host;
  if (isIP(host) === 0) throw unusable(role, text, 'names no IP address of this machine to listen on');
  return {host, port};
}
