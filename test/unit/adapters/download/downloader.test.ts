import {createHash} from 'node:crypto';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {createDownloader} from '../../../../src/lib/adapters/download/downloader.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';
import {onDispose} from '../../../helpers/disposal.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const limits = {connectMs: 300, answerMs: 300, stallMs: 300, textMs: 600};
const downloader = createDownloader({env: {}, limits});
const {signal} = new AbortController();
const MAX_BYTES = 100_000;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file?token=secret`;
}

function target(): string {
  return join(tempDir('download'), 'file');
}

it('writes a file, says how far it is and gives its digest', async () => {
  const content = Buffer.alloc(50_000, 'x');
  const url = await serve((_, response) =>
    response.writeHead(200, {'content-length': content.length}).end(content),
  );
  const path = target();
  const seen: [number, number | undefined][] = [];

  const got = await downloader.file(url, path, {
    signal,
    maxBytes: MAX_BYTES,
    onProgress: (received, total) => seen.push([received, total]),
  });

  expect(got).toEqual({sizeBytes: 50_000, sha256: createHash('sha256').update(content).digest('hex')});
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(seen.at(-1)).toEqual([50_000, 50_000]);
});

it('follows redirects to the end and gives any status of a text', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/end') response.writeHead(404).end('not here');
    else response.writeHead(302, {location: '/end'}).end();
  });

  expect(await downloader.text(url, {signal, maxBytes: MAX_BYTES})).toEqual({status: 404, text: 'not here'});
});

describe('a download that goes wrong', () => {
  it.each<[string, RequestListener, RegExp]>([
    ['a status', (_, response) => response.writeHead(500).end(), /\/file answers HTTP 500$/],
    [
      'too much, announced',
      (_, response) => response.writeHead(200, {'content-length': MAX_BYTES + 1}).end('x'),
      /more than the 100000 bytes/,
    ],
    [
      'too much, not announced',
      (_, response) => response.end(Buffer.alloc(MAX_BYTES + 1)),
      /more than the 100000 bytes/,
    ],
    [
      'a redirect loop',
      ({url}, response) => response.writeHead(302, {location: url!}).end(),
      /redirects more than 5 times/,
    ],
    [
      'a redirect to a file',
      (_, response) => response.writeHead(302, {location: 'file:///etc/passwd'}).end(),
      /redirects to file:/,
    ],
    [
      'a redirect to nowhere',
      (_, response) => response.writeHead(302, {location: 'http://['}).end(),
      /no address/,
    ],
    ['no answer', () => undefined, /127\.0\.0\.1:\d+ did not answer within 0\.3 s/],
    [
      'a stall',
      (_, response) => void response.writeHead(200, {'content-length': 10}).write('x'),
      /stopped in the middle: no data for 0\.3 s/,
    ],
    [
      'an end before its end',
      (_, response) =>
        void response
          .writeHead(200, {'content-length': 10})
          .write('xyz', () => setTimeout(() => response.destroy(), 50)),
      /was cut off after 3 bytes of 10/,
    ],
  ])('%s', async (_name, listener, message) => {
    const url = await serve(listener);

    const failed = downloader.file(url, target(), {signal, maxBytes: MAX_BYTES});

    await expect(failed).rejects.toMatchObject({
      code: 'E_INSTALL_FAILED',
      message: expect.stringMatching(message) as string,
    });
    await expect(failed).rejects.not.toThrow(/secret/);
  });

  it('refuses a port where nobody listens', async () => {
    const text = downloader.text('http://127.0.0.1:1/x', {signal, maxBytes: MAX_BYTES});

    await expect(text).rejects.toMatchObject({
      message: '127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
    });
  });

  it('ends a text that drips', async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
    });

    await expect(downloader.text(url, {signal, maxBytes: MAX_BYTES})).rejects.toThrow(
      'was not read within 0.6 s',
    );
  });

  it('ends with the reason of an interruption', async () => {
    const controller = new AbortController();
    const url = await serve((_, response) => void response.writeHead(200).write('x'));
    const path = target();

    const failed = downloader.file(url, path, {
      signal: controller.signal,
      maxBytes: MAX_BYTES,
      onProgress: () => controller.abort(new OpsError('E_INTERRUPTED', 'interrupted')),
    });

    await expect(failed).rejects.toMatchObject({code: 'E_INTERRUPTED'});
  });

  it('is not blamed on the network where the disk is at fault', async () => {
    const url = await serve((_, response) => response.end('x'));
    const path = join(tempDir('download'), 'missing', 'file');

    const failed = downloader.file(url, path, {signal, maxBytes: MAX_BYTES});

    await expect(failed).rejects.toMatchObject({code: 'E_WRITE_FAILED'});
    expect(existsSync(path)).toBe(false);
  });

  it('does not write over a file', async () => {
    const url = await serve((_, response) => response.end('x'));
    const path = target();

    await downloader.file(url, path, {signal, maxBytes: MAX_BYTES});

    await expect(downloader.file(url, path, {signal, maxBytes: MAX_BYTES})).rejects.toMatchObject({
      code: 'E_WRITE_FAILED',
    });
    expect(statSync(path).size).toBe(1);
  });
});
