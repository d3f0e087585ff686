import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

import {expect, it} from 'vitest';

import {createDownloader} from '../../../../src/lib/adapters/download/downloader.js';
import {proxyFor} from '../../../../src/lib/adapters/download/proxy.js';
import {onDispose} from '../../../helpers/disposal.js';

const {signal} = new AbortController();

it.each([
  ['https://a.example/x', {HTTPS_PROXY: 'http://proxy:3128'}, 'http://proxy:3128/'],
  ['https://a.example/x', {https_proxy: 'proxy:3128', HTTPS_PROXY: 'http://other'}, 'http://proxy:3128/'],
  ['http://a.example/x', {HTTPS_PROXY: 'http://proxy:3128'}, undefined],
  ['http://a.example/x', {http_proxy: 'http://proxy:3128', NO_PROXY: 'b.example, .example'}, undefined],
  ['http://a.example/x', {http_proxy: 'http://proxy:3128', NO_PROXY: 'ample'}, 'http://proxy:3128/'],
  ['http://a.example/x', {http_proxy: 'http://proxy:3128', no_proxy: '*'}, undefined],
  ['http://127.0.0.1:80/x', {http_proxy: 'http://proxy:3128'}, undefined],
  ['http://localhost/x', {http_proxy: 'http://proxy:3128'}, undefined],
  ['http://a.example/x', {http_proxy: 'http://['}, undefined],
])('%s with %j goes through %s', (url, env, expected) => {
  expect(proxyFor(new URL(url), env)?.href).toBe(expected);
});

async function startProxy(): Promise<{address: string; seen: string[]}> {
  const seen: string[] = [];
  const server = createServer(({method, url, headers}, response) => {
    seen.push(`${method} ${url} ${headers.host} ${headers['proxy-authorization'] ?? '-'}`);
    response.end('through the proxy');
  });
  server.on('connect', ({url, headers}, socket) => {
    seen.push(`CONNECT ${url} ${headers['proxy-authorization'] ?? '-'}`);
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(() => void server.close());
  return {address: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen};
}

it('asks the proxy for the whole address', async () => {
  const {address, seen} = await startProxy();
  const downloader = createDownloader({env: {http_proxy: `http://me:pass@${address}`}});

  const {text} = await downloader.text('http://a.example/x?y', {signal, maxBytes: 1000});

  expect(text).toBe('through the proxy');
  expect(seen).toEqual([
    `GET http://a.example/x?y a.example Basic ${Buffer.from('me:pass').toString('base64')}`,
  ]);
});

it('asks the proxy for a tunnel, and says when it refuses', async () => {
  const {address, seen} = await startProxy();
  const downloader = createDownloader({env: {https_proxy: `http://${address}`}});

  await expect(downloader.text('https://a.example/x', {signal, maxBytes: 1000})).rejects.toThrow(
    `the proxy ${address} answers HTTP 407`,
  );
  expect(seen).toEqual(['CONNECT a.example:443 -']);
});
