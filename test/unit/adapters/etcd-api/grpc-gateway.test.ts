import {describe, expect, it} from 'vitest';

import {createEtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {callOverGrpc} from '../../../../src/lib/adapters/etcd-api/grpc-gateway.js';
import {grpcMember, refuseCall, sendMessages, type GrpcAnswer} from '../../../fakes/grpc-member.js';
import {refusalOf} from '../../../fakes/refusal.js';

const OPTIONS = {timeoutMs: 5000};
const CONNECTION = {lookup: undefined, tls: undefined, token: undefined};
/** No gateway takes our certificate. */
const api = createEtcdApi(undefined, {closedGateways: {has: () => true, add: () => new Set()}});
/** Nine bytes of a 64-bit number, and its highest bit. */
const high = (byte: number): number[] => [...Array<number>(9).fill(byte), 0x01];
/** The header of an answer: cluster 2^64 - 1, member 2^63, revision 7. */
const HEADER = [0x0a, 24, 0x08, ...high(0xff), 0x10, ...high(0x80), 0x18, 0x07];

describe('what the JSON gateway would be asked, over gRPC', () => {
  it('is read without the loss of a bit', async () => {
    const methods: string[] = [];
    const url = await grpcMember((stream, _token, method) => {
      methods.push(method);
      sendMessages(stream, [HEADER]);
    });
    const {clusterId, memberId, revision, alarms} = await api.status(url, OPTIONS);
    expect({clusterId, memberId, revision, alarms}).toEqual({
      clusterId: 'ffffffffffffffff',
      memberId: '8000000000000000',
      revision: 7,
      alarms: [],
    });
    expect(methods).toEqual(['/etcdserverpb.Maintenance/Status']);
  });

  it('is asked with the token of a user', async () => {
    const seen: (string | undefined)[] = [];
    const url = await grpcMember((stream, token, method) => {
      seen.push(token);
      const isLogin = method === '/etcdserverpb.Auth/Authenticate';
      sendMessages(stream, [isLogin ? [0x12, 3, ...Buffer.from('abc')] : HEADER]);
    });
    await api.asUser({name: 'root', password: 'word'}).confirmQuorum(url, OPTIONS);
    expect(seen).toEqual([undefined, 'abc']);
  });

  it('a refusal of a change is told in the words of etcd', async () => {
    const url = await grpcMember(stream => refuseCall(stream, '5', 'etcdserver: member not found'));
    const refusal = await refusalOf(api.memberRemove(url, 'f', OPTIONS));
    expect(refusal).toMatchObject({code: 'E_ETCD_REFUSED', details: {reason: 'member-not-found'}});
    expect(refusal.message).toBe(`${url} refused the change: etcdserver: member not found`);
  });

  it.each<[string, GrpcAnswer]>([
    ['nothing comes', () => undefined],
    ['the answer is none of etcd', stream => void (stream.respond(), stream.end('HTTP is spoken here'))],
    ['it is no message', stream => sendMessages(stream, [[0x0a, 0x7f, 0x01]])],
    ['it breaks off', stream => void (stream.respond(), stream.end(Buffer.from([0, 0, 0, 0, 9, 1])))],
    ['the connection ends', stream => stream.session?.destroy()],
  ])('nobody knows whether a change is made where %s', async (_, answer) => {
    const url = await grpcMember(answer);
    const refusal = await refusalOf(api.memberRemove(url, 'f', {timeoutMs: 100}));
    expect(refusal).toMatchObject({code: 'E_UNREACHABLE', details: {reason: 'timed-out'}});
  });

  it('a member that is not there has been told nothing', async () => {
    const failed = api.memberRemove('http://127.0.0.1:1', 'f', OPTIONS);
    await expect(failed).rejects.toMatchObject({code: 'E_UNREACHABLE', details: {}});
  });

  it('is no answer where the time is over before it is asked', async () => {
    const url = await grpcMember(stream => sendMessages(stream, [HEADER]));
    await expect(api.status(url, {timeoutMs: -0.5})).rejects.toThrow('no answer within -0.5 ms');
  });

  it('ends with the reason of its signal', async () => {
    const url = await grpcMember(() => undefined);
    const stop = new AbortController();
    const asked = callOverGrpc(url, '/v3/maintenance/status', {
      ...CONNECTION,
      ...OPTIONS,
      body: {},
      signal: stop.signal,
    });
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});
