import type {LookupFunction} from 'node:net';
import {connect} from 'node:net';

import {OpsError} from '../../errors/ops-error.js';
import {VERSION_REQUEST} from '../http/version-request.js';
import type {TlsProber} from '../tls/tls-probe.js';

/** What a server speaks: HTTP as it is, or inside of TLS. */
export type Wire = 'plain' | 'tls' | 'unknown';

export interface WireTarget {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

/** Finds out what is spoken on a port. Throws E_UNREACHABLE where nobody takes the connection. */
export type WireProbe = (target: WireTarget) => Promise<Wire>;

/** The first bytes of the answer to a plain request; empty where the server hangs up or says nothing. */
function firstBytes(lookup: LookupFunction, {host, port, timeoutMs}: WireTarget): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({host, port, lookup});
    let isConnected = false;
    const end = (answer: string): void => {
      clearTimeout(deadline);
      socket.destroy();
      if (isConnected) resolve(answer);
      else reject(new OpsError('E_UNREACHABLE', answer));
    };
    const deadline = setTimeout(() => end(isConnected ? '' : `no answer within ${timeoutMs} ms`), timeoutMs);
    socket.once('connect', () => {
      isConnected = true;
      socket.write(VERSION_REQUEST);
    });
    socket.once('data', chunk => end(chunk.toString('latin1')));
    socket.once('error', (error: Error & {code?: string}) => end(isConnected ? '' : (error.code ?? 'error')));
    socket.once('close', () => end(''));
  });
}

/** Go's own server explains itself, etcd's hangs up: who then shakes hands speaks TLS. */
export function createWireProbe(lookup: LookupFunction, tlsProber: () => Promise<TlsProber>): WireProbe {
  return async target => {
    const answer = await firstBytes(lookup, target);
    if (answer.startsWith('HTTP/')) return answer.includes(' 400 ') ? 'tls' : 'plain';
    if (answer !== '') return answer.startsWith('\x15') ? 'tls' : 'unknown';
    const {chain} = await (await tlsProber()).probe({...target, identity: {verify: false}});
    return chain.length > 0 ? 'tls' : 'unknown';
  };
}
