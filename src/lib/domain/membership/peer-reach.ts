import type {Seen} from '../proxies/judge-targets.js';
import {printable} from '../text/printable.js';

/** Why nobody would reach a member, with what to do. */
export interface PeerProblem {
  readonly message: string;
  readonly hint: string;
}

function connectionProblem(shown: string, error: string): PeerProblem | undefined {
  // The machine is there, and the member is yet to be started.
  if (error.includes('ECONNREFUSED')) return undefined;
  if (/ENOTFOUND|EAI_AGAIN|ETIMEOUT/.test(error)) {
    return {
      message: `the host name in the peer URL ${shown} cannot be resolved here`,
      hint: 'the members look it up too: add it to DNS, or name an IP address; --allow-unreachable where they know it',
    };
  }
  return {
    message: `the peer URL ${shown} cannot be reached from here (${printable(error, 100)})`,
    hint: 'see to its machine, route and firewall first, or, where the members reach it: --allow-unreachable',
  };
}

/**
 * What is wrong with the peer URL of a member of another machine, by what was seen on its port; undefined where nothing
 * is. One that does not run yet refuses connections.
 */
export function peerProblem(peerUrl: string, seen: Seen): PeerProblem | undefined {
  const shown = printable(peerUrl, 100);
  if ('error' in seen) return connectionProblem(shown, seen.error);
  const wanted = peerUrl.startsWith('https:') ? 'tls' : 'plain';
  if (seen.wire === wanted) return undefined;
  const speaks = {tls: 'TLS', plain: 'HTTP without TLS', unknown: 'neither HTTP nor TLS'}[seen.wire];
  return {
    message: `on the peer URL ${shown} something listens that speaks ${speaks}, as no member of this cluster does`,
    hint: 'see which process has the port there: ss -ltnp',
  };
}
