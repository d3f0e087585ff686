import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

import {describe, expect, it} from 'vitest';

import {createEtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {refusalReasonOf} from '../../../../src/lib/domain/membership/refusal.js';
import {refusalOf} from '../../../fakes/refusal.js';
import {onDispose} from '../../../helpers/disposal.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A member that gives one answer; its URL, and what it was asked. */
async function aMember(answer: Answer): Promise<{url: string; asked: string[]}> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      asked.push(`${request.url} ${body}`);
      answer(request, response);
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked};
}

const saying =
  (status: number, body: string): Answer =>
  (_request, response) =>
    response.writeHead(status).end(body);

const OPTIONS = {timeoutMs: 5000};
const api = createEtcdApi();
const ID = 'fedcba9876543210';
const DECIMAL = '18364758544493064720';

describe('a change', () => {
  it('goes out with exact ids', async () => {
    const {url, asked} = await aMember(saying(200, '{"header":{}}'));

    await api.memberRemove(url, ID, OPTIONS);
    await api.memberPromote(url, ID, OPTIONS);
    await api.memberUpdate(url, {memberId: ID, peerUrls: ['http://a:1', 'http://b:2']}, OPTIONS);
    await api.moveLeader(url, ID, OPTIONS);

    expect(asked).toEqual([
      `/v3/cluster/member/remove {"ID":"${DECIMAL}"}`,
      `/v3/cluster/member/promote {"ID":"${DECIMAL}"}`,
      `/v3/cluster/member/update {"ID":"${DECIMAL}","peerURLs":["http://a:1","http://b:2"]}`,
      `/v3/maintenance/transfer-leadership {"targetID":"${DECIMAL}"}`,
    ]);
  });

  it('brings back the id of the new member', async () => {
    const {url, asked} = await aMember(
      saying(200, `{"member":{"ID":"${DECIMAL}"},"members":[{"ID":"${DECIMAL}","peerURLs":["http://a:1"]}]}`),
    );

    const added = await api.memberAdd(url, {peerUrls: ['http://a:1'], isLearner: true}, OPTIONS);

    expect(asked).toEqual(['/v3/cluster/member/add {"peerURLs":["http://a:1"],"isLearner":true}']);
    expect(added).toEqual({
      memberId: ID,
      members: [{id: ID, name: '', peerUrls: ['http://a:1'], clientUrls: [], isLearner: false}],
    });
  });

  it('that is refused says why, and what to type', async () => {
    const {url} = await aMember(saying(503, '{"code":14, "message":"etcdserver: unhealthy cluster"}'));

    const error = await refusalOf(api.memberRemove(url, ID, OPTIONS));

    expect(error).toMatchObject({
      code: 'E_ETCD_REFUSED',
      exitCode: 4,
      message: `${url} refused the change: etcdserver: unhealthy cluster`,
    });
    expect(refusalReasonOf(error)).toBe('unhealthy-cluster');
    expect(error.hints.at(-1)).toContain('etcdops status');
  });

  it('of a member that etcd does not have is not taken for a gateway that is off', async () => {
    const {url} = await aMember(saying(404, '{"code":5, "message":"etcdserver: member not found"}'));

    expect(refusalReasonOf(await refusalOf(api.memberRemove(url, ID, OPTIONS)))).toBe('member-not-found');
  });

  it('tells where the gateway is off', async () => {
    const {url} = await aMember(saying(404, '404 page not found\n'));

    const error = await refusalOf(api.memberRemove(url, ID, OPTIONS));

    expect(error.code).toBe('E_UNREACHABLE');
    expect(error.hints).toEqual([expect.stringContaining('enable-grpc-gateway')]);
  });

  it.each([
    ['an answer in time', saying(504, '{"message":"context deadline exceeded"}'), 'timed-out'],
    ['an answer at all', () => undefined, 'timed-out'],
    ['a connection that lasts', (request: IncomingMessage) => request.socket.destroy(), 'cut-off'],
  ] as const)('without %s may be made still', async (_what, answer, reason) => {
    const {url} = await aMember(answer);

    const error = await refusalOf(api.memberRemove(url, ID, {timeoutMs: 300}));

    expect(error.code).toBe('E_UNREACHABLE');
    expect(refusalReasonOf(error)).toBe(reason);
  });

  it('to which nobody listens was not made', async () => {
    const {url} = await aMember(saying(200, '{}'));
    const closed = url.replace(/\d+$/, '1');

    const failed: unknown = await api.memberRemove(closed, ID, OPTIONS).catch((error: unknown) => error);

    expect(failed).toMatchObject({
      code: 'E_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect(refusalReasonOf(failed)).toBeUndefined();
  });

  it('that is interrupted throws the reason of the signal', async () => {
    const {url} = await aMember(() => undefined);
    const reason = new Error('Ctrl-C');

    await expect(
      api.memberRemove(url, ID, {timeoutMs: 5000, signal: AbortSignal.abort(reason)}),
    ).rejects.toBe(reason);
  });
});

describe('a user', () => {
  const USERS_ARE_OFF = saying(400, '{"message":"etcdserver: authentication is not enabled"}');

  /** A member whose users are off, and from the given login on are on. */
  function aMemberThat(usersFrom: number): Promise<{url: string; asked: string[]}> {
    let logins = 0;
    return aMember((request, response) => {
      if (request.url === '/v3/auth/authenticate') {
        const answer = ++logins < usersFrom ? USERS_ARE_OFF : saying(200, `{"token":"token-${logins}"}`);
        return answer(request, response);
      }
      const isKnown = request.headers['authorization'] === 'token-2';
      const answer = isKnown
        ? saying(200, '{}')
        : saying(400, '{"message":"etcdserver: user name is empty"}');
      answer(request, response);
    });
  }

  it('logs in again at a member that had no users, and has some since a restore', async () => {
    const {url, asked} = await aMemberThat(2);
    const asUser = createEtcdApi().asUser({name: 'root', password: 'secret'});

    await asUser.alarmList(url, OPTIONS);

    expect(asked.map(line => line.split(' ')[0])).toEqual([
      '/v3/auth/authenticate',
      '/v3/maintenance/alarm',
      '/v3/auth/authenticate',
      '/v3/maintenance/alarm',
    ]);
  });

  it('is told so where that is of no use either', async () => {
    const {url, asked} = await aMemberThat(9);
    const asUser = createEtcdApi().asUser({name: 'root', password: 'secret'});

    expect(refusalReasonOf(await refusalOf(asUser.alarmList(url, OPTIONS)))).toBe('auth');
    expect(asked).toHaveLength(4);
  });
});
