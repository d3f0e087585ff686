import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import {request as httpsRequest} from 'node:https';

import {shownUrl} from '../../domain/etcd-version/shown-url.js';
import {OpsError, systemErrorCode} from '../../errors/ops-error.js';
import {openTunnel, proxyFor} from './proxy.js';

/** How long each part of a download may take; what is slower counts as unreachable. */
export interface DownloadLimits {
  readonly connectMs: number;
  /** From the connection to the first line of the answer. */
  readonly answerMs: number;
  /** Without a single byte, in the middle of an answer. */
  readonly stallMs: number;
  /** Of a small text as a whole. */
  readonly textMs: number;
}

export const DOWNLOAD_LIMITS: DownloadLimits = {
  connectMs: 4000,
  answerMs: 5000,
  stallMs: 8000,
  textMs: 12_000,
};

const MAX_REDIRECTS = 5;
const REDIRECT_STATUS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface OpenOptions {
  readonly signal: AbortSignal;
  readonly limits: DownloadLimits;
  /** For HTTP_PROXY and the like. */
  readonly env: Readonly<Record<string, string>>;
}

/** A host that does not answer at all; the same for each of its files. */
function unreachable(host: string, why: string, cause?: unknown): OpsError {
  return new OpsError('E_INSTALL_FAILED', `${host} ${why}`, {cause, details: {unreachable: true}});
}

/** Why a download failed, in words that follow a URL. */
export function downloadFailure(url: string, why: string, cause?: unknown): OpsError {
  return new OpsError('E_INSTALL_FAILED', `${shownUrl(url)} ${why}`, {cause, details: {url: shownUrl(url)}});
}

/** Node reports a host of several addresses as an AggregateError without a message. */
function networkReason(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (first instanceof Error && first.message !== '') return first.message;
  return systemErrorCode(error) ?? String(error);
}

/** What the user or the deadline ended is no failure of the network. */
export function explainFailure(url: string, error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason as Error;
  if (error instanceof OpsError) return error;
  return downloadFailure(url, `cannot be read: ${networkReason(error)}`, error);
}

function send(url: URL, options: RequestOptions, answer: (incoming: IncomingMessage) => void): ClientRequest {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = {...options.headers, 'user-agent': 'etcdops', accept: '*/*'};
  return request(url, {...options, headers}, answer);
}

/** One request; resolves when the head of the answer is there. */
async function requestOnce(url: URL, {signal, limits, env}: OpenOptions): Promise<IncomingMessage> {
  const proxy = proxyFor(url, env);
  const route =
    proxy === undefined ? {} : await openTunnel(url, proxy, {signal, timeoutMs: limits.connectMs});
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {agent: false, signal, ...route}, incoming => {
      clearTimeout(timer);
      resolve(incoming);
    });
    const giveUp = (why: string): void => void outgoing.destroy(unreachable(url.host, why));
    let timer = setTimeout(
      () => giveUp(`cannot be reached within ${limits.connectMs / 1000} s`),
      limits.connectMs,
    );
    const connected = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => giveUp(`did not answer within ${limits.answerMs / 1000} s`), limits.answerMs);
    };
    outgoing.once('socket', socket => {
      // A tunnel is connected already; over TLS the connection counts once it is secure.
      if (url.protocol === 'http:' && !socket.connecting) connected();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
    outgoing.on('error', error => {
      clearTimeout(timer);
      if (signal.aborted) reject(signal.reason as Error);
      else
        reject(
          error instanceof OpsError
            ? error
            : unreachable(url.host, `cannot be reached: ${networkReason(error)}`, error),
        );
    });
    outgoing.end();
  });
}

function redirectTarget(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href))
    throw downloadFailure(from.href, 'redirects to something that is no address');
  const target = new URL(location, from);
  if (target.protocol !== 'https:' && target.protocol !== 'http:') {
    throw downloadFailure(from.href, `redirects to ${target.protocol}, which is not followed`);
  }
  if (from.protocol === 'https:' && target.protocol === 'http:') {
    throw downloadFailure(from.href, 'redirects from https to http, which is not followed');
  }
  return target;
}

/** Opens a URL and follows redirects; whatever status comes at the end is the caller's to judge. */
export async function openUrl(start: string, options: OpenOptions): Promise<IncomingMessage> {
  let url = new URL(start);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const incoming = await requestOnce(url, options);
    const location = incoming.headers.location;
    if (!REDIRECT_STATUS.has(incoming.statusCode ?? 0) || location === undefined) return incoming;
    incoming.destroy();
    url = redirectTarget(url, location);
  }
  throw downloadFailure(start, `redirects more than ${MAX_REDIRECTS} times`);
}
