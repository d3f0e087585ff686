import {connect, type ClientHttp2Session, type IncomingHttpHeaders} from 'node:http2';

import {onDispose} from './disposal.js';

const PUT_PATH = '/etcdserverpb.KV/Put';
/** etcd itself gives a proposal that was lost up after 7 s. */
const ANSWER_MS = 20_000;
const PAUSE_MS = 5;

function field(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 127) throw new Error('longer than one byte of length can say');
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

/** A message of gRPC: a flag, the length, and the request in protobuf. */
function putMessage(key: string, value: string): Buffer {
  const request = Buffer.concat([field(1, key), field(2, value)]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(request.length, 1);
  return Buffer.concat([head, request]);
}

async function put(session: ClientHttp2Session, key: string): Promise<void> {
  const stream = session.request({
    ':method': 'POST',
    ':path': PUT_PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let status: string | undefined;
  let message = 'the connection ended';
  const note = (headers: IncomingHttpHeaders): void => {
    status = headers['grpc-status']?.toString() ?? status;
    message = headers['grpc-message']?.toString() ?? message;
  };
  stream.on('response', note).on('trailers', note).resume();
  stream.setTimeout(ANSWER_MS, () => stream.destroy(new Error('no answer')));
  stream.end(putMessage(key, `value of ${key}`));
  await new Promise<void>((resolve, reject) => {
    stream.once('error', reject).once('close', () => resolve());
  });
  if (status !== '0') throw new Error(message);
}

export interface Written {
  readonly acknowledged: readonly string[];
  /** What each connection saw fail, in the order in which they were opened. */
  readonly errors: readonly (readonly string[])[];
}

interface Writers {
  /** How many writes were acknowledged so far. */
  readonly count: () => number;
  readonly stop: () => Promise<Written>;
}

/**
 * Clients that write one key after the other, each on a connection of its own that it keeps for as long as that lives:
 * what etcdctl, a new process for each request, cannot show.
 */
export function startWriters(url: string, prefix: string, clients: number): Writers {
  const acknowledged: string[] = [];
  const errors: string[][] = [];
  let isOver = false;
  onDispose(() => {
    isOver = true;
  });

  /** Until the connection ends or all is over. */
  async function writeOn(session: ClientHttp2Session, client: number): Promise<void> {
    const seen: string[] = [];
    errors.push(seen);
    // What happens to the connection shows in the request that it takes along.
    session.on('error', () => undefined);
    while (!isOver && !session.closed && !session.destroyed) {
      const key = `${prefix}/${client}/${String(acknowledged.length).padStart(6, '0')}`;
      await put(session, key).then(
        () => acknowledged.push(key),
        (error: Error) => seen.push(error.message),
      );
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    }
    session.destroy();
  }

  async function client(number: number): Promise<void> {
    while (!isOver) await writeOn(connect(url), number);
  }

  const all = Array.from({length: clients}, (_, number) => client(number));
  return {
    count: () => acknowledged.length,
    async stop() {
      isOver = true;
      await Promise.all(all);
      return {acknowledged, errors};
    },
  };
}
