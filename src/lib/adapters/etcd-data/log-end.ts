import {constants, promises as fs} from 'node:fs';
import {join} from 'node:path';

import {
  firstIndexIn,
  FRAME_BYTES,
  frameOf,
  RECORD_HEAD_BYTES,
  recordToldBy,
  type WalEnd,
} from '../../domain/etcd-data/wal-end.js';

const WINDOW_BYTES = 1024 * 1024;

/** Small pieces of a file, read a large piece at a time. */
class Window {
  readonly #handle: fs.FileHandle;
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(handle: fs.FileHandle) {
    this.#handle = handle;
  }

  /** Fewer than asked for at the end of the file. */
  async piece(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      const {buffer, bytesRead} = await this.#handle.read(
        Buffer.alloc(WINDOW_BYTES),
        0,
        WINDOW_BYTES,
        offset,
      );
      [this.#bytes, this.#start] = [buffer.subarray(0, bytesRead), offset];
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}

/** @param end what is known before the first record */
async function walk(window: Window, sizeBytes: number, end: WalEnd): Promise<WalEnd> {
  let [found, offset] = [end, 0];
  while (offset < sizeBytes) {
    const frame = frameOf(await window.piece(offset, FRAME_BYTES));
    if (frame === undefined) return found;
    const head = await window.piece(offset + FRAME_BYTES, Math.min(frame.length, RECORD_HEAD_BYTES));
    const told = recordToldBy(head);
    if (told === undefined) return found;
    found = {...found, ...told};
    offset += FRAME_BYTES + frame.padded;
  }
  return found;
}

/**
 * Reads the newest file of a log, up to where etcd has reserved room that is not used yet.
 * @param names of the files in the folder
 */
export async function readLogEnd(folder: string, names: readonly string[]): Promise<WalEnd | undefined> {
  const newest = names
    .filter(name => firstIndexIn(name) !== undefined)
    .sort()
    .at(-1);
  if (newest === undefined) return undefined;
  const handle = await fs.open(join(folder, newest), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return undefined;
    return await walk(new Window(handle), stat.size, {index: Math.max(0, firstIndexIn(newest)! - 1)});
  } finally {
    await handle.close();
  }
}
