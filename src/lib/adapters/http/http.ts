import type {ClientRequest, IncomingMessage, RequestOptions} from 'node:http';
import type {LookupFunction} from 'node:net';

import type {TlsIdentity} from './tls-identity.js';

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  /** Where a redirect leads. */
  readonly location?: string;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: string;
  /** Default: JSON. */
  readonly contentType?: string;
  /** Of the whole exchange. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** How to find the addresses of the host; default: Node's own way, which nothing can end. */
  readonly lookup?: LookupFunction | undefined;
  /** For `https`. */
  readonly tls?: TlsIdentity | undefined;
  /** The token of a user, where etcd wants to know who asks. */
  readonly token?: string | undefined;
}

/** An answer of etcd's status endpoints has a few KB; what is larger does not come from etcd. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

type Requester = (
  url: string,
  options: RequestOptions,
  onAnswer: (incoming: IncomingMessage) => void,
) => ClientRequest;

/** Loaded only where somebody speaks it. */
async function requesterFor(url: string, tls: TlsIdentity | undefined): Promise<Requester> {
  if (!url.startsWith('https:')) return (await import('node:http')).request;
  const {request} = await import('node:https');
  const {verify = true, ...files} = tls ?? {};
  return (address, options, onAnswer) =>
    request(address, {...options, ...files, rejectUnauthorized: verify}, onAnswer);
}

/** One HTTP exchange on a connection of its own. Rejects where nothing answers in time. */
export async function httpRequest(
  url: string,
  {
    method = 'GET',
    body,
    contentType = 'application/json',
    timeoutMs,
    signal,
    lookup,
    tls,
    token,
  }: HttpRequest,
): Promise<HttpResponse> {
  const request = await requesterFor(url, tls);
  return new Promise((resolve, reject) => {
    const finish = (act: () => void): void => {
      clearTimeout(deadline);
      act();
    };
    const outgoing = request(
      url,
      {
        method,
        agent: false,
        ...(signal === undefined ? {} : {signal}),
        ...(lookup === undefined ? {} : {lookup}),
        headers: {
          'content-type': contentType,
          ...(token === undefined ? {} : {authorization: token}),
        },
      },
      incoming => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BODY_BYTES)
            outgoing.destroy(new Error(`the answer has over ${MAX_BODY_BYTES} bytes`));
          else chunks.push(chunk);
        });
        incoming.on('end', () =>
          finish(() =>
            resolve({
              status: incoming.statusCode ?? 0,
              body: Buffer.concat(chunks).toString('utf8'),
              ...(incoming.headers.location === undefined ? {} : {location: incoming.headers.location}),
            }),
          ),
        );
        incoming.on('error', error => finish(() => reject(error)));
      },
    );
    // Set only now: keys that Node cannot read make the request throw, and nobody would clear it.
    const deadline = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    // Node's own AbortError does not say why; the reason of the signal does.
    outgoing.on('error', error =>
      finish(() => reject(signal?.aborted === true ? (signal.reason as Error) : error)),
    );
    outgoing.end(body);
  });
}
