import {constants, promises as fs} from 'node:fs';
import {dirname} from 'node:path';

import {TrailingDigest, type DigestVerdict} from '../../domain/snapshots/trailing-digest.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import {writeError} from '../files/file-errors.js';
import {BUFFER_BYTES, openWriter, type SnapshotWriter} from './snapshot-writer.js';

export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (readBytes: number, totalBytes: number) => void;
}

/** Files of gigabytes, which pass through little memory. */
export interface SnapshotFiles {
  /** Creates a file of mode 0600; one of that name is a remainder and goes. Throws E_WRITE_FAILED. */
  create(path: string): Promise<SnapshotWriter>;
  /** Reads all of it. Throws E_SNAPSHOT_UNREADABLE where it is missing or no file. */
  readDigest(path: string, options: ReadOptions): Promise<DigestVerdict>;
  /**
   * Gives the file its name, which nothing has yet, and makes that outlive a power cut. Killed in the middle the file has
   * both names: the same again ends it.
   */
  publish(from: string, to: string): Promise<void>;
  /** As above, by the first of the names that no other file has; tells which. */
  publishAs(from: string, names: Iterable<string>): Promise<string>;
  /** Undefined where no file is. */
  statOf(path: string): Promise<{readonly sizeBytes: number; readonly modifiedAt: Date} | undefined>;
}

function unreadable(path: string, why: string, cause?: unknown): OpsError {
  return new OpsError('E_SNAPSHOT_UNREADABLE', `${printable(path, 500)} ${why}`, {
    cause,
    hints: ['etcdops snapshot list shows those that are there'],
    details: {path},
  });
}

async function openToRead(path: string): Promise<{handle: fs.FileHandle; sizeBytes: number}> {
  // O_NONBLOCK: a FIFO without a writer would hang the open for ever.
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    const isMissing = /ENOENT|ENOTDIR/.test(errorMessage(error));
    throw unreadable(path, isMissing ? 'is not there' : `cannot be read: ${errorMessage(error)}`, error);
  });
  const stat = await handle.stat();
  if (stat.isFile()) return {handle, sizeBytes: stat.size};
  await handle.close();
  throw unreadable(path, stat.isDirectory() ? 'is a folder, not a snapshot' : 'is not a regular file');
}

/** What a file system without links says. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Two names of one file; never one name, reached in two ways. */
async function areOneFile(from: string, to: string): Promise<boolean> {
  const [a, b] = await Promise.all([fs.lstat(from), fs.lstat(to)]);
  return a.dev === b.dev && a.ino === b.ino && (await fs.realpath(from)) !== (await fs.realpath(to));
}

/** link() fails where the name exists: nothing is ever overwritten. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch (error) {
    const code = systemErrorCode(error);
    if (NO_LINKS.has(code)) return fs.rename(from, to);
    if (code !== 'EEXIST' || !(await areOneFile(from, to))) throw error;
  }
  await fs.rm(from);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await fs.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function publish(from: string, to: string): Promise<void> {
  try {
    await renameUnlessThere(from, to);
    await syncFolder(dirname(to));
  } catch (error) {
    throw writeError(to, error);
  }
}

export const snapshotFiles: SnapshotFiles = {
  async create(path) {
    try {
      await fs.rm(path, {force: true});
      return await openWriter(path);
    } catch (error) {
      throw writeError(path, error);
    }
  },

  async readDigest(path, {signal, onProgress}) {
    const {handle, sizeBytes} = await openToRead(path);
    try {
      const digest = new TrailingDigest();
      const buffers = [Buffer.allocUnsafeSlow(BUFFER_BYTES), Buffer.allocUnsafeSlow(BUFFER_BYTES)];
      let reading = handle.read(buffers[0]!, 0, BUFFER_BYTES);
      for (;;) {
        const {bytesRead, buffer} = await reading;
        signal.throwIfAborted();
        if (bytesRead === 0) return digest.finish();
        buffers.reverse();
        reading = handle.read(buffers[0]!, 0, BUFFER_BYTES);
        reading.catch(() => undefined);
        digest.update(buffer.subarray(0, bytesRead));
        onProgress?.(digest.sizeBytes, sizeBytes);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw unreadable(path, `cannot be read: ${errorMessage(error)}`, error);
    } finally {
      await handle.close();
    }
  },

  publish,

  async publishAs(from, names) {
    let taken: unknown;
    for (const to of names) {
      try {
        await publish(from, to);
        return to;
      } catch (error) {
        if (systemErrorCode((error as OpsError).cause) !== 'EEXIST') throw error;
        taken = error;
      }
    }
    throw taken;
  },

  async statOf(path) {
    try {
      const stat = await fs.stat(path);
      return stat.isFile() ? {sizeBytes: stat.size, modifiedAt: stat.mtime} : undefined;
    } catch {
      // What cannot be looked at is no snapshot for anybody.
      return undefined;
    }
  },
};
