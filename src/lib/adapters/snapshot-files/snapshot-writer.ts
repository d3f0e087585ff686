import {promises as fs} from 'node:fs';

import {TrailingDigest, type DigestVerdict} from '../../domain/snapshots/trailing-digest.js';
import {writeError} from '../files/file-errors.js';

/** A snapshot that is being written under another name than it will have. */
export interface SnapshotWriter {
  /** Takes a copy of the bytes; resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes what is left, and syncs. */
  finish(): Promise<DigestVerdict>;
  /** Closes the file without more; what was written stays. */
  abandon(): Promise<void>;
}

/** A large file goes to the disk and comes from it in pieces of it. */
export const BUFFER_BYTES = 1024 * 1024;
const SYNC_BYTES = 64 * BUFFER_BYTES;

/** Has the disk take what is written while more comes, where the sync at the end would take it all at once. */
class SyncBehind {
  readonly #handle: fs.FileHandle;
  #unsyncedBytes = 0;
  #syncing: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(handle: fs.FileHandle) {
    this.#handle = handle;
  }

  /** Throws what the disk has said meanwhile: it says so once, and any later sync would end well. */
  wrote(bytes: number): void {
    this.#assertWell();
    this.#unsyncedBytes += bytes;
    if (this.#syncing !== undefined || this.#unsyncedBytes < SYNC_BYTES) return;
    this.#unsyncedBytes = 0;
    this.#syncing = this.#sync();
  }

  #assertWell(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #sync(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch (error) {
      this.#failure = error as Error;
    }
    this.#syncing = undefined;
  }

  /** Throws as above. */
  async end(): Promise<void> {
    await this.#syncing;
    this.#assertWell();
    await this.#handle.sync();
  }
}

/** Two buffers take turns: while one goes to the disk the other one fills. */
export async function openWriter(path: string): Promise<SnapshotWriter> {
  const handle = await fs.open(path, 'wx', 0o600);
  const behind = new SyncBehind(handle);
  const digest = new TrailingDigest();
  const buffers = [Buffer.allocUnsafeSlow(BUFFER_BYTES), Buffer.allocUnsafeSlow(BUFFER_BYTES)];
  let filled = 0;
  let writing: Promise<unknown> = Promise.resolve();

  async function flush(): Promise<void> {
    const full = buffers[0]!.subarray(0, filled);
    digest.update(full);
    await writing;
    behind.wrote(full.length);
    writing = handle.writeFile(full);
    // Whoever awaits it sees a failure; until then nobody does, and Node would take it for unhandled.
    writing.catch(() => undefined);
    buffers.reverse();
    filled = 0;
  }

  return {
    async write(bytes) {
      try {
        for (let from = 0; from < bytes.length;) {
          const taken = bytes.subarray(from, from + BUFFER_BYTES - filled);
          buffers[0]!.set(taken, filled);
          filled += taken.length;
          from += taken.length;
          if (filled === BUFFER_BYTES) await flush();
        }
      } catch (error) {
        throw writeError(path, error);
      }
    },
    async finish() {
      try {
        await flush();
        await writing;
        await behind.end();
      } catch (error) {
        throw writeError(path, error);
      } finally {
        await handle.close();
      }
      return digest.finish();
    },
    async abandon() {
      await writing.catch(() => undefined);
      await handle.close();
    },
  };
}
