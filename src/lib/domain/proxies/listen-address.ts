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

/** What is wrong with the URL of a v2 proxy; undefined where nothing is. */
function urlProblem(
  {scheme, path = '/'}: {scheme: string; path: string | undefined},
  wanted: 'http' | 'https' | undefined,
): string | undefined {
  if (path !== '/') return 'has a path, which a listener has not';
  if (scheme !== 'http' && scheme !== 'https') return 'is neither http nor https';
  if (wanted === undefined || scheme === wanted) return undefined;
  return `does not fit the spec, whose nodes speak ${wanted === 'https' ? 'TLS' : 'no TLS'}: write ${wanted}`;
}

/** `host:port` of the one URL of a v2 proxy. */
function authorityOfUrl(text: string, wanted: 'http' | 'https' | undefined): string {
  const url = text.includes(',') ? null : /^([a-z]+):\/\/([^/]*)(\/.*)?$/i.exec(text.trim());
  if (url === null) throw unusable('v2-proxy', text, 'is not one URL');
  const problem = urlProblem({scheme: url[1]!, path: url[3]}, wanted);
  if (problem !== undefined) throw unusable('v2-proxy', text, problem);
  return url[2]!;
}

/** `host:port` of the text; a scheme is explained where it cannot be. */
function authorityOf(role: ProxyRole, text: string): string {
  const [, scheme, authority = text.trim()] = /^([a-z]+):\/\/([^/]*)\/?$/i.exec(text.trim()) ?? [];
  if (scheme === 'https' && role === 'gateway')
    throw unusable(
      role,
      text,
      'asks for TLS, which a gateway does not end: it passes on what the members speak',
    );
  if (scheme !== undefined) throw unusable(role, text, 'has a scheme, where host and port stand alone');
  return authority;
}

/**
 * The address in `--listen-addr`, or in the one URL of `--listen-client-urls`. Throws E_USAGE.
 * @param scheme of a node of the spec
 */
export function parseListen(role: ProxyRole, text: string, scheme?: 'http' | 'https'): ListenAddress {
  const authority = role === 'v2-proxy' ? authorityOfUrl(text, scheme) : authorityOf(role, text);
  const {host: written, port: digits} = splitHostPort(authority) ?? {host: '', port: ''};
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > MAX_PORT) throw unusable(role, text, `has no port from 1 to ${MAX_PORT}`);
  const host = written === 'localhost' ? '127.0.0.1' : written;
  if (isIP(host) === 0) throw unusable(role, text, 'names no IP address of this machine to listen on');
  return {host, port};
}
