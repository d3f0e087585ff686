import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

import {describe, expect, it} from 'vitest';

import {systemClock} from '../../../../src/lib/adapters/clock/clock.js';
import {createEtcdApi, type EtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {launchOf} from '../../../../src/lib/queries/node-launch.js';
import {observeProxy} from '../../../../src/lib/queries/proxies/observe-proxy.js';
import {createFakeHost} from '../../../fakes/fake-host.js';
import {aProxy, aSpec} from '../../../fakes/spec.js';
import {onDispose} from '../../../helpers/disposal.js';

type Answer = readonly [status: number, body: string];
type Role = Parameters<typeof aProxy>[0];

/** Answers what is in the table, cuts the connection where that is undefined, and keeps the exact requests. */
async function recorder(answers: Readonly<Record<string, Answer | undefined>>) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    const answer = answers[line];
    if (answer === undefined) return void request.socket.destroy();
    response.writeHead(answer[0]).end(answer[1]);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onDispose(() => new Promise<void>(resolve => server.close(() => resolve())));
  return {requests, port: (server.address() as AddressInfo).port};
}

interface Options {
  readonly settings?: Readonly<Record<string, string>>;
  readonly role: Role;
  readonly port: number;
  readonly etcdApi?: EtcdApi;
}

async function observe({role, port, settings, etcdApi = createEtcdApi()}: Options) {
  const node = aProxy(role, {ports: {client: port}, ...(settings === undefined ? {} : {settings})});
  const spec = aSpec({nodes: [...aSpec().nodes, node], version: '3.5.35'});
  const launch = launchOf(spec, node, {folder: '/srv/demo'});
  const signal = new AbortController().signal;
  const asker = {clock: systemClock, etcdApi, host: createFakeHost(), signal};
  return observeProxy(asker, {spec, node, launch, running: Promise.resolve(undefined), timeoutMs: 5000});
}

const MEMBER = '{"etcdserver":"3.4.23","etcdcluster":"3.4.0"}';
const STATUS = '{"header":{"cluster_id":"10","member_id":"1"},"version":"3.5.35"}';
const ENDPOINTS = '{"endpoints":["http://127.0.0.1:2379"]}';

it('a gRPC proxy with leases is not made to read: that would write', async () => {
  const {requests, port} = await recorder({'GET /version': [404, '']});
  const settings = {'experimental-leasing-prefix': 'leases/'};

  expect(await observe({role: 'grpc-proxy', port, settings})).toMatchObject({answered: true});
  expect(requests).toEqual(['GET /version']);
});

describe('the very requests', () => {
  it.each<[string, Role, Record<string, Answer | undefined>, requests: string[], seen: object]>([
    [
      'to a v2 proxy',
      'v2-proxy',
      {
        'GET /v2/config/local/proxy': [200, ENDPOINTS],
        'GET /version': [200, MEMBER],
        'POST /version': [405, ''],
      },
      ['GET /v2/config/local/proxy', 'GET /version', 'POST /version'],
      {answered: true, mode: 'readwrite', targets: {endpoints: ['127.0.0.1:2379']}},
    ],
    [
      'to a member in the place of a v2 proxy: no POST',
      'v2-proxy',
      {'GET /v2/config/local/proxy': [404, '404 page not found\n']},
      ['GET /v2/config/local/proxy'],
      {
        answered: false,
        error: 'what answers there is no v2 proxy (GET /v2/config/local/proxy: 404)',
      },
    ],
    [
      'to a gRPC proxy',
      'grpc-proxy',
      {'GET /version': [404, ''], 'GET /health': [200, '{"health":"true"}']},
      ['GET /version', 'GET /health'],
      {answered: true},
    ],
    [
      'to a gRPC proxy without a quorum behind it',
      'grpc-proxy',
      {
        'GET /version': [404, ''],
        'GET /health': [503, '{"health":"false","reason":"GET ERROR:\\u001b[31mdeadline"}'],
      },
      ['GET /version', 'GET /health'],
      {
        answered: true,
        error: 'gets no linearizable read from the members: GET ERROR:\\x1b[31mdeadline',
      },
    ],
    [
      'to a member in the place of a gRPC proxy: no /health, which 3.4 would log',
      'grpc-proxy',
      {'GET /version': [200, MEMBER]},
      ['GET /version'],
      {answered: false, error: 'what answers there is no gRPC proxy (GET /version: 200)'},
    ],
    [
      'to a web server in the place of a gRPC proxy',
      'grpc-proxy',
      {'GET /version': [404, ''], 'GET /health': [200, 'fine']},
      ['GET /version', 'GET /health'],
      {answered: false, error: 'what answers there is no gRPC proxy (GET /health: 200)'},
    ],
    [
      'through a gateway',
      'gateway',
      {'POST /v3/maintenance/status': [200, STATUS]},
      ['POST /v3/maintenance/status'],
      {answered: true, clusterId: 'a'},
    ],
    [
      'through a gateway without members',
      'gateway',
      {},
      ['POST /v3/maintenance/status'],
      {answered: false, error: 'reaches no member: it ends the connection at once'},
    ],
  ])('%s', async (_, role, answers, requests, seen) => {
    const server = await recorder(answers);

    expect(await observe({role, port: server.port})).toMatchObject(seen);
    expect([...server.requests].sort()).toEqual([...requests].sort());
  });
});

it('knows a v2 proxy that hangs up on the second question', async () => {
  const {port} = await recorder({'GET /v2/config/local/proxy': [200, ENDPOINTS]});

  expect(await observe({role: 'v2-proxy', port})).toMatchObject({
    answered: true,
    targets: {endpoints: ['127.0.0.1:2379']},
    error: expect.stringMatching(/socket hang up|ECONNRESET/) as string,
  });
});

describe('where nothing answers', () => {
  it.each<Role>(['v2-proxy', 'gateway', 'grpc-proxy'])('%s: says that it is refused', async role => {
    expect(await observe({role, port: 1})).toMatchObject({answered: false, error: 'refuses connections'});
  });

  it('says why a certificate does not do', async () => {
    const error = Object.assign(new Error("Hostname/IP does not match certificate's altnames: …"), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    const etcdApi = {...createEtcdApi(), status: () => Promise.reject(error)};

    expect((await observe({role: 'gateway', port: 1, etcdApi})).error).toBe(
      'its certificate does not name this host (etcdops tls verify)',
    );
  });
});
