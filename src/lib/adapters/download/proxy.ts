import {request, type RequestOptions} from 'node:http';
import {isIP, type Socket} from 'node:net';
import {connect as connectTls} from 'node:tls';

import {OpsError} from '../../errors/ops-error.js';

function variable(env: Readonly<Record<string, string>>, name: string): string {
  return env[name.toLowerCase()] ?? env[name] ?? '';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

/** NO_PROXY: hosts and domains separated by commas, `*` for all. */
function isExcepted(url: URL, exceptions: string): boolean {
  return exceptions
    .split(',')
    .map(entry =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\./, ''),
    )
    .filter(entry => entry !== '')
    .some(
      entry =>
        entry === '*' || url.hostname === entry || url.host === entry || url.hostname.endsWith(`.${entry}`),
    );
}

/** The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY (either case) name for a URL; never one for this machine. */
export function proxyFor(url: URL, env: Readonly<Record<string, string>>): URL | undefined {
  const named = variable(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (named === '' || isLoopback(url.hostname) || isExcepted(url, variable(env, 'NO_PROXY')))
    return undefined;
  const text = named.includes('://') ? named : `http://${named}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function authorization({username, password}: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`};
}

export interface TunnelOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The options of a request that goes through a proxy: the whole URL as its path, or, for https, a tunnel. */
export async function openTunnel(
  url: URL,
  proxy: URL,
  {signal, timeoutMs}: TunnelOptions,
): Promise<RequestOptions> {
  const through = {hostname: proxy.hostname, port: proxy.port === '' ? 80 : Number(proxy.port)};
  if (url.protocol === 'http:') {
    return {
      ...through,
      path: `http://${url.host}${url.pathname}${url.search}`,
      headers: {host: url.host, ...authorization(proxy)},
    };
  }
  const target = `${url.hostname}:${url.port === '' ? 443 : url.port}`;
  const socket = await new Promise<Socket>((resolve, reject) => {
    const fail = (why: string): void => {
      const failure = new OpsError('E_INSTALL_FAILED', `the proxy ${proxy.host} ${why}`, {
        details: {unreachable: true},
      });
      reject(signal.aborted ? (signal.reason as Error) : failure);
    };
    const asking = request({
      ...through,
      method: 'CONNECT',
      path: target,
      agent: false,
      signal,
      headers: authorization(proxy),
    });
    const timer = setTimeout(
      () => asking.destroy(new Error(`did not answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    asking.once('connect', (answer, connection) => {
      clearTimeout(timer);
      if (answer.statusCode === 200) resolve(connection);
      else {
        connection.destroy();
        fail(`answers HTTP ${answer.statusCode ?? 0}`);
      }
    });
    asking.once('response', answer => {
      answer.destroy();
      fail(`answers HTTP ${answer.statusCode ?? 0}`);
    });
    asking.once('error', error => {
      clearTimeout(timer);
      fail(error.message);
    });
    asking.end();
  });
  // Node takes a connection of ours only where there is no agent; without one it takes 80 for the usual port.
  const servername = isIP(url.hostname) === 0 ? url.hostname : '';
  return {agent: undefined, defaultPort: 443, createConnection: () => connectTls({socket, servername})};
}
