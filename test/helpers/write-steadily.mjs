// Clients that write one key after the other, each on a connection of its own that it keeps for as long as that lives:
// what etcdctl, a new process for each request, cannot show. A process of its own, so that nothing else delays it.
//   node write-steadily.mjs LOG PREFIX CLIENTS URL…
// Each answer stands in LOG before it counts: milliseconds, client, connection, key, and `ok` or what went wrong. Ends
// on TERM, with the answers that are still due.
// With WRITE_PKI, a folder as etcdops makes it, the clients show the certificate that it has when they connect.
import {openSync, readFileSync, writeSync} from 'node:fs';
import {connect} from 'node:http2';
import {join} from 'node:path';

const PUT_PATH = '/etcdserverpb.KV/Put';
/** etcd itself gives a proposal that was lost up after 7 s. */
const ANSWER_MS = 20_000;
const PAUSE_MS = 5;

const [log, prefix, clients, ...urls] = process.argv.slice(2);
const fd = openSync(log, 'a');
let isOver = false;
let written = 0;

function field(number, text) {
  const bytes = Buffer.from(text);
  if (bytes.length > 127) throw new Error('longer than one byte of length can say');
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

/** A message of gRPC: a flag, the length, and the request in protobuf. */
function putMessage(key, value) {
  const request = Buffer.concat([field(1, key), field(2, value)]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(request.length, 1);
  return Buffer.concat([head, request]);
}

async function put(session, key) {
  const stream = session.request({
    ':method': 'POST',
    ':path': PUT_PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let status;
  let message = 'the connection ended';
  const note = headers => {
    status = headers['grpc-status']?.toString() ?? status;
    message = headers['grpc-message']?.toString() ?? message;
  };
  stream.on('response', note).on('trailers', note).resume();
  stream.setTimeout(ANSWER_MS, () => stream.destroy(new Error('no answer')));
  stream.end(putMessage(key, `value of ${key}`));
  await new Promise((resolve, reject) => {
    stream.once('error', reject).once('close', () => resolve());
  });
  if (status !== '0') throw new Error(message);
}

function note(...what) {
  const words = [Math.round(performance.now()), ...what].map(word => String(word).replaceAll(/\s+/g, ' '));
  writeSync(fd, `${words.join('\t')}\n`);
}

/** Until the connection ends, or until a write fails where another member can be asked. */
async function writeOn(session, client, connection) {
  // What happens to the connection shows in the request that it takes along.
  session.on('error', () => undefined);
  let isGood = true;
  while (!isOver && isGood && !session.closed && !session.destroyed) {
    const key = `${prefix}/${client}/${String(written++).padStart(6, '0')}`;
    try {
      await put(session, key);
      note(client, connection, key, 'ok');
    } catch (error) {
      note(client, connection, key, error.message);
      isGood = urls.length === 1;
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  session.destroy();
}

function identity() {
  const pki = process.env.WRITE_PKI;
  if (pki === undefined) return {};
  const read = path => readFileSync(join(pki, path));
  return {ca: read('ca.crt'), cert: read('clients/admin.crt'), key: read('clients/admin.key')};
}

async function write(client) {
  for (let connection = 0; !isOver; connection++)
    await writeOn(connect(urls[(client + connection) % urls.length], identity()), client, connection);
}

process.on('SIGTERM', () => (isOver = true));
await Promise.all(Array.from({length: Number(clients)}, (_, client) => write(client)));
note(-1, 0, '', 'ended');
