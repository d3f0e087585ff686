import {createHash} from 'node:crypto';
import {promises as fs} from 'node:fs';
import type {IncomingMessage} from 'node:http';

import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import {DOWNLOAD_LIMITS, downloadFailure, type DownloadLimits, explainFailure, openUrl} from './open-url.js';

export interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** A larger answer is refused, if possible before it is read. */
  readonly maxBytes: number;
}

export interface FileOptions extends FetchOptions {
  onProgress?(receivedBytes: number, totalBytes: number | undefined): void;
}

export interface DownloadedFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Reads http and https URLs, bounded in size and in the time that nothing happens. Throws E_INSTALL_FAILED. */
export interface Downloader {
  /** A small text with the status it came with. */
  text(url: string, options: FetchOptions): Promise<TextAnswer>;
  /** Writes the answer to a new file; any status but 200 is a failure. */
  file(url: string, path: string, options: FileOptions): Promise<DownloadedFile>;
}

export interface DownloaderOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly limits?: DownloadLimits;
}

function announcedSize(incoming: IncomingMessage): number | undefined {
  const length = Number(incoming.headers['content-length'] ?? Number.NaN);
  return Number.isSafeInteger(length) ? length : undefined;
}

/** How Node reports an answer that ends before its announced length. */
const CUT_OFF: ReadonlySet<string> = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']);

function tooLarge(url: string, maxBytes: number): OpsError {
  return downloadFailure(url, `has more than the ${maxBytes} bytes that are read at most`);
}

interface Reading {
  readonly url: string;
  readonly options: FetchOptions;
  readonly stallMs: number;
}

/** The chunks of an answer. One that stalls, ends early or grows too large throws. */
async function* readChunks(
  incoming: IncomingMessage,
  {url, options, stallMs}: Reading,
): AsyncGenerator<Buffer> {
  const announced = announcedSize(incoming);
  let received = 0;
  incoming.setTimeout(stallMs, () => {
    incoming.destroy(downloadFailure(url, `stopped in the middle: no data for ${stallMs / 1000} s`));
  });
  try {
    if ((announced ?? 0) > options.maxBytes) throw tooLarge(url, options.maxBytes);
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > options.maxBytes) throw tooLarge(url, options.maxBytes);
      yield chunk;
    }
  } catch (error) {
    if (options.signal.aborted || !CUT_OFF.has(systemErrorCode(error) ?? '')) {
      throw explainFailure(url, error, options.signal);
    }
    throw downloadFailure(
      url,
      `was cut off after ${received} bytes${announced === undefined ? '' : ` of ${announced}`}`,
      error,
    );
  } finally {
    incoming.destroy();
  }
}

function cannotWrite(path: string, error: unknown): OpsError {
  const systemCode = systemErrorCode(error);
  const reason = systemCode === 'ENOSPC' ? 'the disk is full' : errorMessage(error);
  return new OpsError('E_WRITE_FAILED', `cannot write ${path}: ${reason}`, {
    cause: error,
    details: {path, systemCode},
  });
}

export function createDownloader({env, limits = DOWNLOAD_LIMITS}: DownloaderOptions): Downloader {
  const reading = (url: string, options: FetchOptions): Reading => ({url, options, stallMs: limits.stallMs});
  return {
    async text(url, {signal, maxBytes}) {
      const deadline = AbortSignal.timeout(limits.textMs);
      const either = AbortSignal.any([signal, deadline]);
      try {
        const incoming = await openUrl(url, {signal: either, limits, env});
        const chunks: Buffer[] = [];
        for await (const chunk of readChunks(incoming, reading(url, {signal: either, maxBytes})))
          chunks.push(chunk);
        return {status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8')};
      } catch (error) {
        if (signal.aborted || !deadline.aborted) throw error;
        throw downloadFailure(url, `was not read within ${limits.textMs / 1000} s`, error);
      }
    },

    async file(url, path, options) {
      const incoming = await openUrl(url, {signal: options.signal, limits, env});
      if (incoming.statusCode !== 200) {
        incoming.destroy();
        throw downloadFailure(url, `answers HTTP ${incoming.statusCode ?? 0}`);
      }
      const totalBytes = announcedSize(incoming);
      const hash = createHash('sha256');
      const handle = await fs.open(path, 'wx').catch((error: unknown) => {
        incoming.destroy();
        throw cannotWrite(path, error);
      });
      let sizeBytes = 0;
      try {
        for await (const chunk of readChunks(incoming, reading(url, options))) {
          hash.update(chunk);
          await handle.writeFile(chunk).catch((error: unknown) => {
            throw cannotWrite(path, error);
          });
          sizeBytes += chunk.length;
          options.onProgress?.(sizeBytes, totalBytes);
        }
      } finally {
        await handle.close();
      }
      return {sizeBytes, sha256: hash.digest('hex')};
    },
  };
}
