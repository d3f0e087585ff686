import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

import {describe, expect, it} from 'vitest';

import {createEtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {createV2Discovery} from '../../../../src/lib/adapters/discovery/v2-discovery.js';
import {parseDiscoveryUrl} from '../../../../src/lib/domain/discovery/discovery-url.js';
import {onDispose} from '../../../helpers/disposal.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A service that answers as told. */
async function service(answer: Answer): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(() => void server.close());
  onDispose(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function saying(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_, response) => void response.writeHead(status, headers).end(body);
}

const MISSING = JSON.stringify({errorCode: 100, message: 'Key not found', cause: '/x', index: 5});
const discovery = createV2Discovery();
const call = {timeoutMs: 800};

function tokenAt(base: string) {
  return parseDiscoveryUrl(`${base}/v2/keys/_etcd/registry/demo-1`)!;
}

/** What etcd answers of a token of size 3 under which two have registered. */
const registry: Answer = ({url = ''}, response) => {
  const node = url.endsWith('/_config/size')
    ? {key: '/_etcd/registry/demo-1/_config/size', value: '3', createdIndex: 4}
    : {
        key: '/_etcd/registry/demo-1',
        dir: true,
        nodes: [
          {key: '/_etcd/registry/demo-1/b1', value: 'infra1=http://127.0.0.1:2390', createdIndex: 9},
          {key: '/_etcd/registry/demo-1/a0', value: 'infra0=http://127.0.0.1:2380', createdIndex: 7},
        ],
      };
  response.end(JSON.stringify({action: 'get', node}));
};

describe('a v2 discovery service', () => {
  it('tells the size and who has registered', async () => {
    expect(await discovery.read(tokenAt(await service(registry)), call)).toEqual({
      size: '3',
      keys: [
        {id: 'b1', value: 'infra1=http://127.0.0.1:2390', index: 9},
        {id: 'a0', value: 'infra0=http://127.0.0.1:2380', index: 7},
      ],
    });
  });

  it('tells which tokens it has', async () => {
    const nodes = ['demo-1', 'other'].map(name => ({key: `/_etcd/registry/${name}`, dir: true}));
    const node = {
      key: '/_etcd/registry',
      dir: true,
      nodes: [...nodes, {key: '/_etcd/registry/x', value: 'y'}],
    };
    const body = JSON.stringify({action: 'get', node});
    const url = await service(({url: path}, response) =>
      response.writeHead(path === '/v2/keys/_etcd/registry' ? 200 : 404).end(body),
    );

    expect(await discovery.tokens(tokenAt(url), call)).toEqual(['demo-1', 'other']);
    expect(await discovery.tokens(tokenAt(await service(saying(404, MISSING))), call)).toEqual([]);
    const none = discovery.tokens(tokenAt(await service(saying(200, '{}'))), call);
    await expect(none).rejects.toMatchObject({code: 'E_UNREACHABLE'});
  });

  it('has no such token', async () => {
    const base = await service(saying(404, MISSING));

    expect(await discovery.read(tokenAt(base), call)).toEqual({size: undefined, keys: []});
    expect(await discovery.remove(tokenAt(base), call)).toBe(false);
  });

  it('is found behind a redirect', async () => {
    const target = await service(registry);
    const base = await service(({url = ''}, response) => {
      response.writeHead(307, {location: `${target}${url}`}).end();
    });

    expect((await discovery.read(tokenAt(base), call)).size).toBe('3');
  });

  it('gives a token where it has a page for that', async () => {
    const given = await service(saying(200, 'https://discovery.example.com/3e86b59\n'));
    const none = await service(saying(404, '404 page not found'));

    expect(await discovery.request(given, 3, call)).toBe('https://discovery.example.com/3e86b59');
    expect(await discovery.request(none, 3, call)).toBeUndefined();
  });
});

const HOSTILE: readonly (readonly [what: string, answer: Answer, says: string | RegExp])[] = [
  ['a web page', saying(200, '<!DOCTYPE html><title>Welcome</title>'), 'answered 200 with a web page'],
  ['a 404 of something else', saying(404, '404 page not found'), 'answered 404 with "404 page not found"'],
  ['503', saying(503, 'upstream \u001b[31mdown'), /answered 503 with "upstream \\x1b\[31mdown"/],
  ['nothing', saying(200, ''), 'answered 200 with nothing'],
  ['half a JSON', saying(200, '{"node": {"va'), 'that is no discovery service'],
  ['another JSON', saying(200, '[1, null]'), 'that is no discovery service'],
  [
    'a value of another type',
    saying(200, '{"node": {"value": 3, "dir": true}}'),
    'that is no discovery service',
  ],
  ['no object', saying(200, 'null'), 'that is no discovery service'],
  [
    'a redirect to itself',
    ({url = ''}, response) => void response.writeHead(302, {location: url}).end(),
    'redirects more than 5 times',
  ],
  [
    'a redirect to a file',
    saying(302, '', {location: 'file:///etc/passwd'}),
    'sends to file:///etc/passwd, where nobody is asked',
  ],
  [
    'a body without an end',
    (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    },
    /the answer has over \d+ bytes/,
  ],
  ['silence', () => undefined, 'no answer within 800 ms'],
  [
    'an end in the middle',
    (request, response) => void (response.write('{'), request.socket.destroy()),
    'cannot be asked',
  ],
];

describe('what is no discovery service', () => {
  it.each(HOSTILE)('answers with %s', async (_, answer, says) => {
    const base = await service(answer);

    const failure = await discovery.read(tokenAt(base), call).catch((error: unknown) => error);

    expect(failure).toMatchObject({code: 'E_UNREACHABLE', message: expect.stringMatching(says) as string});
    expect((failure as {hints: string[]}).hints.join(' ')).toContain('etcdops discovery serve');
  });

  it('does not answer at all', async () => {
    await expect(discovery.read(tokenAt('http://127.0.0.1:1'), call)).rejects.toMatchObject({
      code: 'E_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it.each([saying(200, '<html>'), saying(200, '{}'), saying(200, 'null'), saying(503, 'down')])(
    'is no etcd for v3 discovery either',
    async answer => {
      const base = await service(answer);

      await expect(createEtcdApi().keysBelow(base, '/_etcd/', call)).rejects.toMatchObject({
        code: 'E_UNREACHABLE',
      });
    },
  );
});
