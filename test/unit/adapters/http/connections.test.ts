import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';

import {describe, expect, it} from 'vitest';

import {createEtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {createConnections} from '../../../../src/lib/adapters/http/connections.js';
import {httpRequest} from '../../../../src/lib/adapters/http/http.js';
import {onDispose} from '../../../helpers/disposal.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const LIST = '{"header":{"cluster_id":"1","member_id":"2"},"members":[]}';

/** A member that answers all alike; its URL, and the connections that it has had. */
async function aMember(answer: Answer): Promise<{url: string; sockets: Socket[]}> {
  const sockets: Socket[] = [];
  const server = createServer(answer).on('connection', socket => sockets.push(socket));
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets};
}

const OPTIONS = {timeoutMs: 5000};

describe('connections', () => {
  it('serve one question after the other, of all that ask on behalf of one command', async () => {
    const {url, sockets} = await aMember((_, response) => response.end(LIST));
    const api = createEtcdApi();

    await api.memberList(url, OPTIONS);
    await api.memberList(url, OPTIONS);
    await api.elsewhere().memberList(url, OPTIONS);

    expect(sockets).toHaveLength(1);
  });

  it('are not used again for a change, of which nobody could tell whether it was made', async () => {
    const {url, sockets} = await aMember((_, response) => response.end(LIST));
    const api = createEtcdApi();

    await api.memberList(url, OPTIONS);
    await api.memberRemove(url, '1', OPTIONS);
    await api.memberRemove(url, '1', OPTIONS);

    expect(sockets).toHaveLength(3);
  });

  it('that end when they are used again cost a second one, and no error', async () => {
    let answered = 0;
    const {url, sockets} = await aMember((request, response) => {
      // As a member does that is stopped just then.
      if (++answered === 2) request.socket.destroy();
      else response.end('said');
    });
    const request = {...OPTIONS, connections: createConnections()};

    await httpRequest(url, request);
    expect((await httpRequest(url, request)).body).toBe('said');

    expect([answered, sockets.length]).toEqual([3, 2]);
  });

  it('that end at their first use are an error', async () => {
    const {url, sockets} = await aMember(request => request.socket.destroy());

    const asked = httpRequest(url, {...OPTIONS, connections: createConnections()});
    await expect(asked).rejects.toThrow('socket hang up');

    expect(sockets).toHaveLength(1);
  });

  it('are given up where no answer comes in time, and asked no second time', async () => {
    let asked = 0;
    const {url} = await aMember((_, response) => void (++asked === 1 && response.end('said')));
    const request = {...OPTIONS, connections: createConnections()};

    await httpRequest(url, request);
    await expect(httpRequest(url, {...request, timeoutMs: 100})).rejects.toThrow('no answer within 100 ms');

    expect(asked).toBe(2);
  });
});
