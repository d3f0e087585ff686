import {createServer, type ServerHttp2Session, type ServerHttp2Stream} from 'node:http2';
import type {AddressInfo} from 'node:net';

import {onDispose} from '../helpers/disposal.js';

/** What a member does with a call: who asks (the token), and which method. */
export type GrpcAnswer = (stream: ServerHttp2Stream, token: string | undefined, method: string) => void;

/** A member that speaks gRPC alone and gives each call the same answer; its URL. */
export async function grpcMember(answer: GrpcAnswer): Promise<string> {
  const server = createServer();
  const sessions: ServerHttp2Session[] = [];
  server.on('session', session => void sessions.push(session));
  server.on('stream', (stream, headers) =>
    answer(stream, headers['token'] as string | undefined, String(headers[':path'])),
  );
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(async () => {
    for (const session of sessions) session.destroy();
    await new Promise(done => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers with these messages. */
export function sendMessages(stream: ServerHttp2Stream, messages: readonly (readonly number[])[]): void {
  stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
  stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '0'}));
  stream.end(Buffer.concat(messages.map(bytes => Buffer.from([0, 0, 0, 0, bytes.length, ...bytes]))));
}

export function refuseCall(stream: ServerHttp2Stream, status: string, words: string): void {
  stream.respond({':status': 200, 'grpc-status': status, 'grpc-message': words}, {endStream: true});
}
