import {describe, expect, it} from 'vitest';

import {
  createMaintenanceApi,
  type MaintenanceApi,
} from '../../../../src/lib/adapters/etcd-api/maintenance-api.js';
import {grpcMember, refuseCall, sendMessages, type GrpcAnswer} from '../../../fakes/grpc-member.js';

/** Of a user whose first token is out of date, or who had none; of nobody where there are no tokens. */
function apiOf(tokens: (string | undefined)[]): {api: MaintenanceApi; forgotten: () => number} {
  let forgotten = 0;
  const api = createMaintenanceApi({
    ask: () => Promise.reject(new Error('not over JSON')),
    connection: () => Promise.resolve({lookup: undefined, tls: undefined, token: tokens[forgotten]}),
    forget: tokens.length === 0 ? undefined : () => void forgotten++,
  });
  return {api, forgotten: () => forgotten};
}

async function piecesOf(api: MaintenanceApi, url: string): Promise<number[][]> {
  const pieces: number[][] = [];
  for await (const {bytes} of api.snapshot(url, {stallMs: 5000})) pieces.push([...bytes]);
  return pieces;
}

const OPTIONS = {timeoutMs: 5000};
const HASH = [0x10, 0x2a, 0x18, 0x07];
const PIECE = [0x1a, 0x02, 0x05, 0x06];
const STALE = 'etcdserver: invalid auth token';

describe('what is asked over gRPC', () => {
  it('can be given up at any moment of the connecting', async () => {
    const url = await grpcMember(stream => sendMessages(stream, [HASH]));
    const {api} = apiOf([undefined]);
    for (let turns = 0; turns < 40; turns++) {
      const stop = new AbortController();
      const asked = api.hashKv(url, 9, {...OPTIONS, signal: stop.signal}).catch((error: unknown) => error);
      for (let turn = 0; turn < turns; turn++)
        await new Promise<void>(resolve =>
          turn % 2 === 0 ? setImmediate(resolve) : process.nextTick(resolve),
        );
      stop.abort(new Error('given up'));
      expect([new Error('given up'), expect.objectContaining({hash: 42})]).toContainEqual(await asked);
    }
  });

  it('is asked again with a new token where the one at hand is out of date', async () => {
    const url = await grpcMember((stream, token) => {
      if (token !== 'new') refuseCall(stream, '16', STALE);
      else sendMessages(stream, [HASH]);
    });
    const {api, forgotten} = apiOf(['old', 'new']);
    expect(await api.hashKv(url, 9, OPTIONS)).toEqual({hash: 42, revision: 9, compactRevision: 7});
    expect(forgotten()).toBe(1);
  });

  it('asks as somebody where the member had no users before', async () => {
    const url = await grpcMember((stream, token) => {
      if (token !== 'new') refuseCall(stream, '3', 'etcdserver: user name is empty');
      else sendMessages(stream, [HASH]);
    });
    expect(await apiOf([undefined, 'new']).api.hashKv(url, 9, OPTIONS)).toMatchObject({hash: 42});
  });

  it('asks as somebody where the CN of the certificate was none of them', async () => {
    const url = await grpcMember((stream, token) => {
      if (token !== 'new') refuseCall(stream, '2', 'auth: user not found');
      else sendMessages(stream, [HASH]);
    });
    expect(await apiOf([undefined, 'new']).api.hashKv(url, 9, OPTIONS)).toMatchObject({hash: 42});
  });

  it('likewise a whole database', async () => {
    const url = await grpcMember((stream, token) =>
      token === 'new' ? sendMessages(stream, [PIECE, PIECE]) : refuseCall(stream, '16', STALE),
    );
    expect(await piecesOf(apiOf(['old', 'new']).api, url)).toEqual([
      [5, 6],
      [5, 6],
    ]);
  });

  it.each([
    ['a second token is none either', ['old', 'older'], STALE, 1],
    ['nobody is named', [], 'etcdserver: user name is empty', 0],
    ['it is refused for another reason', ['old', 'new'], 'etcdserver: permission denied', 0],
  ])('is not asked for ever: %s', async (_, tokens, words, times) => {
    const url = await grpcMember((stream, token) =>
      token === 'new' ? sendMessages(stream, [HASH]) : refuseCall(stream, '16', words),
    );
    const {api, forgotten} = apiOf(tokens);
    await expect(api.hashKv(url, 9, OPTIONS)).rejects.toMatchObject({code: 'E_NO_ACCESS'});
    expect(forgotten()).toBe(times);
  });

  it.each<[string, GrpcAnswer]>([
    ['nothing comes', () => undefined],
    ['the answer is none of etcd', stream => void (stream.respond(), stream.end('HTTP is spoken here'))],
    ['it breaks off', stream => void (stream.respond(), stream.end(Buffer.from([0, 0, 0, 0, 9, 1])))],
    ['etcd cannot', stream => refuseCall(stream, '14', 'etcdserver: server stopped')],
  ])('says what to do next where %s', async (_, answer) => {
    const url = await grpcMember(answer);
    const failed = await apiOf([])
      .api.hashKv(url, 9, {timeoutMs: 100})
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({code: 'E_UNREACHABLE', hints: [expect.stringContaining('etcdops status')]});
    expect((failed as Error).message).toContain(url);
  });
});
