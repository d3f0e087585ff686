import type {LookupFunction} from 'node:net';
import {isIP} from 'node:net';
import {connect, type TLSSocket} from 'node:tls';

import type {TlsIdentity} from '../http/tls-identity.js';
import {VERSION_REQUEST} from '../http/version-request.js';

export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  readonly identity: TlsIdentity;
  /** Address of this machine to come from: etcd compares it with the names of a peer's certificate. */
  readonly localAddress?: string | undefined;
  readonly timeoutMs: number;
}

/** What a handshake showed. */
export interface TlsProbe {
  /** `TLSv1.3`; undefined where there was no handshake. */
  readonly protocol?: string;
  /** DER of what the server shows, its own certificate first. */
  readonly chain: readonly Buffer[];
  /** Node's code of why its certificate is not believed; undefined where it is. */
  readonly distrust?: string;
  /** A byte came back after the handshake: with TLS 1.3 only then our certificate has been accepted. */
  readonly answered: boolean;
  readonly error?: {readonly code: string; readonly message: string};
}

export interface TlsProber {
  probe(target: ProbeTarget): Promise<TlsProbe>;
}

const MAX_CHAIN = 16;

function chainOf(socket: TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let certificate = socket.getPeerCertificate(true);
  while (certificate?.raw !== undefined && chain.length < MAX_CHAIN) {
    chain.push(certificate.raw);
    // A root names itself as its issuer.
    if (certificate.issuerCertificate === undefined || certificate.issuerCertificate === certificate) break;
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

type Shown = Pick<TlsProbe, 'protocol' | 'chain' | 'distrust'>;

function shownBy(socket: TLSSocket): Shown {
  const protocol = socket.getProtocol();
  const distrust = socket.authorized ? undefined : String(socket.authorizationError ?? 'unknown');
  return {
    ...(protocol === null ? {} : {protocol}),
    chain: chainOf(socket),
    ...(distrust === undefined ? {} : {distrust}),
  };
}

function errorOf(error: Error & {code?: string}): NonNullable<TlsProbe['error']> {
  return {code: error.code ?? 'unknown', message: error.message};
}

/** @param lookup finds the addresses of a host */
export function createTlsProber(lookup: LookupFunction): TlsProber {
  return {
    probe: ({host, port, identity, localAddress, timeoutMs}) =>
      new Promise<TlsProbe>(resolve => {
        const {ca, cert, key} = identity;
        let shown: Shown = {chain: []};
        const socket = connect({
          host,
          port,
          lookup,
          ...(localAddress === undefined ? {} : {localAddress}),
          ...(ca === undefined ? {} : {ca}),
          ...(cert === undefined || key === undefined ? {} : {cert, key}),
          ...(isIP(host) === 0 ? {servername: host} : {}),
          // What is wrong with it is to be seen and told, not to end the handshake.
          rejectUnauthorized: false,
        });
        const end = (rest: Pick<TlsProbe, 'answered' | 'error'>): void => {
          clearTimeout(deadline);
          socket.destroy();
          resolve({...shown, ...rest});
        };
        const deadline = setTimeout(() => {
          end({answered: false, error: {code: 'ETIMEDOUT', message: `no answer within ${timeoutMs} ms`}});
        }, timeoutMs);
        socket.once('secureConnect', () => {
          shown = shownBy(socket);
          socket.write(VERSION_REQUEST);
        });
        socket.once('data', () => end({answered: true}));
        socket.once('error', (error: Error) => end({answered: false, error: errorOf(error)}));
        socket.once('close', () => {
          end({answered: false, error: {code: 'ECONNRESET', message: 'the connection was closed'}});
        });
        // What Node cannot read of our own files, it says before there is a connection.
      }).catch((error: unknown) => ({chain: [], answered: false, error: errorOf(error as Error)})),
  };
}
