import {createServer, request, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';

import {expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {startCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';
import {inForeground, until} from './foreground-run.js';

/** A proxy of HTTP, as companies have it towards the internet, that keeps what it is asked for. */
async function startHttpProxy(): Promise<{url: string; asked: string[]}> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '');
    const onward = request(incoming.url ?? '', {method: incoming.method}, (answer: IncomingMessage) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(() => void server.closeAllConnections());
  onDispose(() => void server.close());
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked};
}

it.each(['3.4', '3.5'] as const)(
  'a v2 proxy of etcd %s finds the members by a discovery service, also through an HTTP proxy',
  async line => {
    // Beside a v2 proxy its member speaks v2, and is a discovery service for a cluster of itself.
    const cluster = await startCluster({line, members: 1, proxies: 1});
    const [{peerUrl = '', clientUrl = ''} = {}] = cluster.nodes;
    const token = `${clientUrl}/v2/keys/discovery/token`;
    const put = (path: string, value: string) =>
      fetch(`${token}/${path}`, {method: 'PUT', body: new URLSearchParams({value})});
    expect((await put('_config/size', '1')).status).toBe(201);
    expect((await put('a1', `infra0=${peerUrl}`)).status).toBe(201);
    const httpProxy = await startHttpProxy();

    for (const flags of [[], ['--discovery-proxy', httpProxy.url]]) {
      const url = `http://127.0.0.1:${await freeBasePort(1)}`;
      const {child, output, ended} = inForeground(
        tempDir('discovery'),
        ['proxy', 'start', '--discovery', token, '--listen-client-urls', url, ...flags],
        {env: {ETCDOPS_ETCD_BIN_DIR: cluster.binDir}},
      );
      await until(
        () => `the proxy answers\n${output()}`,
        () =>
          fetch(`${url}/v2/keys/discovery`).then(
            ({status}) => status === 200,
            () => false,
          ),
      );
      child.kill('SIGTERM');
      await ended;
    }

    const start = (token: string, ...flags: string[]) =>
      runCli(['proxy', 'start', '--discovery', token, ...flags], {
        cwd: tempDir('discovery'),
        env: {ETCDOPS_ETCD_BIN_DIR: cluster.binDir},
      });
    const listens = ['--listen-client-urls', `http://127.0.0.1:${await freeBasePort(1)}`];
    const gone = await start('http://127.0.0.1:1/v2/keys/discovery/token', ...listens);
    const unknown = await start(`${token}-of-another`, ...listens);
    expect([gone.exitCode, unknown.exitCode]).toEqual([4, 4]);
    expect(gone.stderr).toContain('the proxy would wait for it without an end');
    expect(unknown.stderr).toContain('the service has no such token');
    expect(httpProxy.asked.join('\n')).toContain('/v2/keys/discovery/token');
  },
);
