import type {ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders} from 'node:http2';
import type {LookupFunction} from 'node:net';

import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import type {TlsIdentity} from '../http/tls-identity.js';
import {classifyError} from './classify-error.js';

/** What a connection to a member's client port needs. */
export interface GrpcConnection {
  readonly lookup: LookupFunction | undefined;
  readonly tls: TlsIdentity | undefined;
  readonly token: string | undefined;
}

export interface GrpcCall extends GrpcConnection {
  /** `/package.Service/Method` */
  readonly method: string;
  /** The one message of the request, encoded. */
  readonly request: Uint8Array;
  /** How long nothing may come, the connection included; undefined: the signal alone ends it. */
  readonly stallMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** One flag of compression, then the length. */
const PREFIX_BYTES = 5;
/** etcd sends a database in pieces of 32 KiB; what is far larger does not come from etcd. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** What may be on its way before it is taken: enough to keep a disk busy, and little beside the rest of the memory. */
const WINDOW_BYTES = 2 * 1024 * 1024;

/** What to do about something else than etcd. */
export const WHO_LISTENS = 'etcdops status shows who listens there';
/** How many characters of etcd's words are shown. */
const SHOWN = 200;
const AGAIN = ['the same line again; if it stays so: etcdops status'];

/** What etcd said in place of an answer: E_NO_ACCESS, or E_UNREACHABLE. */
export class GrpcRefusal extends OpsError {
  /** gRPC's own code, never 0. */
  readonly status: number;
  readonly words: string;

  constructor(url: string, status: number, words: string) {
    const reason = classifyError(words);
    const isAuth = reason === 'auth';
    super(isAuth ? 'E_NO_ACCESS' : 'E_UNREACHABLE', `${url} refused: ${words}`, {
      hints: isAuth ? ['it takes a user with the role root: --user root'] : AGAIN,
      details: {reason},
    });
    this.status = status;
    this.words = words;
  }
}

/** etcd's own words for what went wrong, which come behind the last message, or instead of the first. */
function refusal(url: string, headers: IncomingHttpHeaders): GrpcRefusal | undefined {
  const status = headers['grpc-status'];
  if (status === undefined || status === '0') return undefined;
  const words = printable(String(headers['grpc-message'] ?? `gRPC status ${String(status)}`), SHOWN);
  return new GrpcRefusal(url, Number(status), words);
}

/** Fails a stream on which nothing has come for too long while somebody waits for it. */
class StallWatch {
  readonly #timer: NodeJS.Timeout | undefined;
  #isWaiting = true;

  constructor(stream: ClientHttp2Stream, url: string, stallMs: number | undefined) {
    if (stallMs === undefined) return;
    this.#timer = setTimeout(() => {
      const words = `${url} has sent nothing for ${Math.round(stallMs / 1000)} s`;
      if (this.#isWaiting) stream.destroy(new OpsError('E_UNREACHABLE', words, {hints: AGAIN}));
      else this.#timer?.refresh();
    }, stallMs);
  }

  /** Something came; what is done with it may take its time. */
  came(): void {
    this.#isWaiting = false;
  }

  wait(): void {
    this.#isWaiting = true;
    this.#timer?.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function connect(url: string, {lookup, tls}: GrpcConnection): Promise<ClientHttp2Session> {
  const http2 = await import('node:http2');
  const {verify = true, ...files} = tls ?? {};
  const session = http2.connect(url, {
    settings: {enablePush: false, initialWindowSize: WINDOW_BYTES},
    ...(lookup === undefined ? {} : {lookup}),
    ...files,
    rejectUnauthorized: verify,
  });
  session.once('connect', () => {
    // Who gave the call up has ended it before it is told.
    if (!session.destroyed) session.setLocalWindowSize(WINDOW_BYTES);
  });
  return session;
}

function prefixed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Cuts what comes into messages. */
class MessageReader {
  #pending: Buffer[] = [];
  #length = 0;
  #wanted = PREFIX_BYTES;
  #isPrefix = true;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The bytes that are there, as one buffer of the length that is wanted. */
  #take(): Buffer {
    const all = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending, this.#length);
    const taken = all.subarray(0, this.#wanted);
    const rest = all.subarray(this.#wanted);
    this.#pending = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    return taken;
  }

  *push(chunk: Buffer): Generator<Buffer> {
    this.#pending.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#wanted) {
      const taken = this.#take();
      if (this.#isPrefix) {
        this.#wanted = taken.readUInt32BE(1);
        if (taken[0] !== 0 || this.#wanted > MAX_MESSAGE_BYTES)
          throw new OpsError('E_UNREACHABLE', `what answers at ${this.#url} does not speak as etcd does`, {
            hints: [WHO_LISTENS],
          });
        this.#isPrefix = false;
      } else {
        yield taken;
        this.#wanted = PREFIX_BYTES;
        this.#isPrefix = true;
      }
    }
  }

  get isBetweenMessages(): boolean {
    return this.#isPrefix && this.#length === 0;
  }
}

function unreachable(url: string, error: unknown): OpsError {
  if (error instanceof OpsError) return error;
  return new OpsError('E_UNREACHABLE', `${url}: ${errorMessage(error)}`, {cause: error, hints: AGAIN});
}

/** Sends the request. What the server says at the end is in the headers that came last. */
function begin(
  session: ClientHttp2Session,
  {method, request, token}: GrpcCall,
): {readonly stream: ClientHttp2Stream; readonly ending: () => IncomingHttpHeaders} {
  const stream = session.request({
    ':method': 'POST',
    ':path': method,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(token === undefined ? {} : {token}),
  });
  session.on('error', (error: Error) => stream.destroy(error));
  let last: IncomingHttpHeaders = {};
  const keep = (headers: IncomingHttpHeaders): void => {
    last = headers;
  };
  stream.on('response', keep);
  stream.on('trailers', keep);
  stream.end(prefixed(request));
  return {stream, ending: () => last};
}

/** All is well only where the server says so behind the last message. */
function assertWhole(url: string, ending: IncomingHttpHeaders, reader: MessageReader): void {
  const problem = refusal(url, ending);
  if (problem !== undefined) throw problem;
  if (ending['grpc-status'] !== '0' || !reader.isBetweenMessages)
    throw new OpsError('E_UNREACHABLE', `${url} broke off in the middle of its answer`, {hints: AGAIN});
}

/** Ends a stream when the signal comes, or has come while the connection was made; what comes back undoes that. */
function endWith(signal: AbortSignal | undefined, stream: ClientHttp2Stream): () => void {
  const abort = (): void => void stream.destroy(signal?.reason as Error);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, {once: true});
  return () => signal?.removeEventListener('abort', abort);
}

/**
 * The messages that answer one gRPC call, as they come; ends after the last one where the server says that all went
 * well. Whoever takes them slowly slows the server down. Throws E_UNREACHABLE, E_NO_ACCESS, or the reason of the signal.
 */
export async function* grpcMessages(url: string, call: GrpcCall): AsyncGenerator<Buffer> {
  const {stallMs, signal} = call;
  signal?.throwIfAborted();
  const session = await connect(url, call);
  const {stream, ending} = begin(session, call);
  const letGo = endWith(signal, stream);
  const watch = new StallWatch(stream, url, stallMs);
  const reader = new MessageReader(url);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      watch.came();
      for (const message of reader.push(chunk)) yield message;
      watch.wait();
    }
    assertWhole(url, ending(), reader);
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(url, error);
  } finally {
    watch.end();
    letGo();
    session.destroy();
  }
}
