import type {Agent, ClientRequest, IncomingMessage, RequestOptions} from 'node:http';
import type {LookupFunction} from 'node:net';

import type {Connections} from './connections.js';
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
  /**
   * Where connections stay open. For questions alone: one that is closed just when it is used again is asked a second
   * time, on a connection of its own.
   */
  readonly connections?: Connections | undefined;
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

type Exchange = Omit<HttpRequest, 'connections'> & {readonly agent: Agent | false};

/** That the other side had closed the connection when it was used again. */
class ClosedMeanwhile extends Error {}

function failureOf(error: Error, outgoing: ClientRequest, signal: AbortSignal | undefined): Error {
  // Node's own AbortError does not say why; the reason of the signal does.
  if (signal?.aborted === true) return signal.reason as Error;
  const {code} = error as NodeJS.ErrnoException;
  const isClosed = outgoing.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
  return isClosed ? new ClosedMeanwhile(error.message, {cause: error}) : error;
}

async function exchange(
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
    agent,
  }: Exchange,
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
        agent,
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
    outgoing.on('error', error => finish(() => reject(failureOf(error, outgoing, signal))));
    outgoing.end(body);
  });
}

/** One HTTP exchange. Rejects where nothing answers in time. */
export async function httpRequest(url: string, {connections, ...asked}: HttpRequest): Promise<HttpResponse> {
  const alone = (): Promise<HttpResponse> => exchange(url, {...asked, agent: false});
  if (connections === undefined) return alone();
  const agent = await connections.agentFor(url);
  return exchange(url, {...asked, agent}).catch((error: unknown) => {
    if (error instanceof ClosedMeanwhile) return alone();
    throw error;
  });
}
