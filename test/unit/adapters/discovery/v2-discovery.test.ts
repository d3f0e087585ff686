import {describe, expect, it} from 'vitest';

import {createEtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {createV2Discovery, type DiscoveryCall} from '../../../../src/lib/adapters/discovery/v2-discovery.js';
import {parseDiscoveryUrl} from '../../../../src/lib/domain/discovery/discovery-url.js';
import type {OpsError} from '../../../../src/lib/errors/ops-error.js';
import {HOSTILE, saying, webServer, type Answer} from '../../../helpers/hostile-service.js';

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
    expect(await discovery.read(tokenAt(await webServer(registry)), call)).toEqual({
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
    const url = await webServer(({url: path}, response) =>
      response.writeHead(path === '/v2/keys/_etcd/registry' ? 200 : 404).end(body),
    );

    expect(await discovery.tokens(tokenAt(url), call)).toEqual(['demo-1', 'other']);
    expect(await discovery.tokens(tokenAt(await webServer(saying(404, MISSING))), call)).toEqual([]);
    const none = discovery.tokens(tokenAt(await webServer(saying(200, '{}'))), call);
    await expect(none).rejects.toMatchObject({code: 'E_UNREACHABLE'});
  });

  it('has no such token', async () => {
    const base = await webServer(saying(404, MISSING));

    expect(await discovery.read(tokenAt(base), call)).toEqual({size: undefined, keys: []});
    expect(await discovery.remove(tokenAt(base), call)).toBe(false);
  });

  it('is found behind a redirect', async () => {
    const target = await webServer(registry);
    const base = await webServer(({url = ''}, response) => {
      response.writeHead(307, {location: `${target}${url}`}).end();
    });

    expect((await discovery.read(tokenAt(base), call)).size).toBe('3');
  });

  it('gives a token where it has a page for that', async () => {
    const given = await webServer(saying(200, 'https://discovery.example.com/3e86b59\n'));
    const none = await webServer(saying(404, '404 page not found'));

    expect(await discovery.request(given, 3, call)).toBe('https://discovery.example.com/3e86b59');
    expect(await discovery.request(none, 3, call)).toBeUndefined();
  });
});

type Ask = (base: string, how: DiscoveryCall) => Promise<unknown>;

const OPERATIONS: Readonly<Record<string, Ask>> = {
  read: (base, how) => discovery.read(tokenAt(base), how),
  request: (base, how) => discovery.request(base, 3, how),
  create: (base, how) => discovery.create(tokenAt(base), 3, how),
  remove: (base, how) => discovery.remove(tokenAt(base), how),
  tokens: (base, how) => discovery.tokens(tokenAt(base), how),
};

/** No page for tokens, and a folder with nothing in it. */
const FINE: readonly string[] = ['request: a 404 of something else', 'tokens: a value of another type'];

/** What v3 discovery asks an etcd. */
const V3_OPERATIONS: Readonly<Record<string, Ask>> = {
  keysBelow: (base, how) => createEtcdApi().keysBelow(base, '/_etcd/', how),
  createKey: (base, how) => createEtcdApi().createKey(base, {key: '/_etcd/x', value: '3'}, how),
  removeBelow: (base, how) => createEtcdApi().removeBelow(base, '/_etcd/', how),
};

/** What becomes of each of them with each hostile answer. */
async function failuresOf(operations: Readonly<Record<string, Ask>>) {
  const all = Object.entries(operations).flatMap(([operation, ask]) =>
    HOSTILE.map(async ({what, answer, says}) => {
      // On a busy machine an answer takes its time.
      const how = {timeoutMs: what === 'silence' ? 500 : 8000};
      const failure = await ask(await webServer(answer), how).catch((error: unknown) => error);
      return {row: `${operation}: ${what}`, says, failure: failure as Partial<OpsError>};
    }),
  );
  return Promise.all(all);
}

describe('what is no discovery service', () => {
  it('is known as such, whatever it is asked', async () => {
    const failures = await failuresOf(OPERATIONS);

    for (const {row, says, failure} of failures.filter(({row}) => !FINE.includes(row))) {
      const message = expect.stringMatching(says) as string;
      expect(failure, row).toMatchObject({code: 'E_UNREACHABLE', message});
      expect(failure.hints?.join(' '), row).toContain('etcdops discovery serve');
    }
  });

  it('is no etcd for v3 discovery either', async () => {
    const failures = await failuresOf(V3_OPERATIONS);

    for (const {row, failure} of failures) {
      expect(failure, row).toBeInstanceOf(Error);
      expect(failure.message, row).toMatch(
        /that is no etcd|answered (404|503|302)|refused the change|no answer|has over|hang up/,
      );
      expect(failure.message, row).not.toContain('\u001b');
    }
  });

  it('has one deadline, however often it sends elsewhere', async () => {
    const base = await webServer(({url = ''}, response) => {
      setTimeout(() => response.writeHead(302, {location: url}).end(), 300);
    });

    await expect(discovery.request(base, 3, call)).rejects.toMatchObject({
      code: 'E_UNREACHABLE',
      message: expect.stringContaining('no answer within 800 ms') as string,
    });
  });

  it('does not answer at all', async () => {
    await expect(discovery.read(tokenAt('http://127.0.0.1:1'), call)).rejects.toMatchObject({
      code: 'E_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});
