import {closeSync, constants, fchmodSync, fsync, open, promises as fs, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';

import type {DeadLink} from '../../domain/layout/aside.js';
import {scratchName} from '../../domain/layout/scratch-name.js';
import {printable} from '../../domain/text/printable.js';
import {systemErrorCode} from '../../errors/ops-error.js';
import {saysAbsent} from './absent.js';
import {readError, unreadable, writeError} from './file-errors.js';
import type {LockedPlace, PathStamp} from './places.js';
import {canonicalPath, deadLinkOf, freeBytes, mountPoints, stampOf, writeProblem} from './places.js';

/** A name that nobody else takes. Not imported: a command that writes nothing need not load node:crypto. */
function temporaryFor(path: string): string {
  const name = process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex');
  return join(dirname(path), scratchName(name));
}

export interface WriteOptions {
  /** Permission bits of the file; 0644 unless told. */
  readonly mode?: number;
  /** Those of the file that is replaced, where there is one. */
  readonly keepMode?: boolean;
  /** False for what means nothing after a power cut, such as a pid: no sync. */
  readonly durable?: boolean;
}

/** The file system, with writes that are whole or not at all. Paths are absolute. */
export interface Files {
  /** The text of a file, or undefined where there is none. A file over `maxBytes` is refused unread. */
  readText(path: string, maxBytes?: number): Promise<string | undefined>;
  /** The bytes of a file, as above. */
  readBytes(path: string, maxBytes: number): Promise<Buffer | undefined>;
  /** The last whole lines of a file and where they end; nothing, at 0, where there is no file. */
  readTail(path: string, maxBytes: number): Promise<{text: string; position: number}>;
  /** The whole lines behind a position, and the position after them. A file that shrank is read from its start. */
  readLinesFrom(path: string, position: number): Promise<{text: string; position: number}>;
  /** Writes to a temporary file beside it, syncs and renames: a reader sees the old text or the new one. */
  writeAtomic(path: string, text: string | Uint8Array, options?: WriteOptions): Promise<void>;
  /** Writes and syncs a new file in place: for a folder that nobody looks into until it is whole. */
  writeScratch(path: string, text: string | Uint8Array, options?: WriteOptions): Promise<void>;
  /** Adds to the end of a file that exists, and syncs: what was added outlives a power cut. */
  appendDurable(path: string, text: string): Promise<void>;
  /** Creates a file that must not exist yet; false where it does. */
  createExclusive(path: string, text: string | Uint8Array, options?: WriteOptions): Promise<boolean>;
  exists(path: string): Promise<boolean>;
  isDirectory(path: string): Promise<boolean>;
  ensureDir(path: string, mode?: number): Promise<void>;
  list(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or folder that etcdops itself made, as scratch or as a snapshot that the user has it delete; never data. */
  removeScratch(path: string): Promise<void>;
  /** Room for data of this user on the disk where a path is, or would be. */
  freeBytes(path: string): Promise<number>;
  /** The path without links, as far as it exists: one folder has one name, however it was reached. */
  canonicalPath(path: string): Promise<string>;
  /** The link that leads to nothing where a path is, or on the way there; undefined where there is none. */
  deadLinkOf(path: string): Promise<DeadLink | undefined>;
  /** Where file systems are mounted, or folders of them: absolute paths without links. */
  mountPoints(): Promise<string[]>;
  /** Undefined where nothing is. */
  stampOf(path: string): Promise<PathStamp | undefined>;
  /** Why nothing can be made in a folder, or in the nearest one above that is there; undefined where it can. */
  writeProblem(path: string): Promise<LockedPlace | undefined>;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const openFile = promisify(open);
const syncFile = promisify(fsync);

const NEWLINE = 0x0a;
const MAX_CHUNK_BYTES = 4 * 1024 * 1024;

async function readBounded(path: string, maxBytes: number): Promise<Buffer> {
  // O_NONBLOCK: a FIFO without a writer would hang the open for ever.
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw unreadable(path, `${printable(path)} is not a regular file`);
    if (stat.size > maxBytes) {
      throw unreadable(path, `${printable(path)} has ${stat.size} bytes; at most ${maxBytes} are read`);
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function writeNew(
  path: string,
  text: string | Uint8Array,
  {mode, durable}: Required<Omit<WriteOptions, 'keepMode'>>,
): Promise<void> {
  const descriptor = await openFile(path, 'wx', mode);
  try {
    // Into the memory of the kernel: that takes less time than another thread needs to hear of it.
    writeFileSync(descriptor, text);
    // open() masks the mode with the umask; a script must be executable whatever the umask.
    // One that nobody else may use loses nothing to any umask that a person would have.
    if ((mode & 0o077) !== 0) fchmodSync(descriptor, mode);
    if (durable) await syncFile(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function modeOf(path: string, otherwise: number): Promise<number> {
  return orAbsent(path, otherwise, async () => (await fs.stat(path)).mode & 0o777);
}

function sizeOf(path: string): Promise<number> {
  return orAbsent(path, 0, async () => (await fs.stat(path)).size);
}

function readRange(path: string, start: number, end: number): Promise<Buffer> {
  if (end <= start) return Promise.resolve(Buffer.alloc(0));
  return orAbsent(path, Buffer.alloc(0), () => readBytes(path, start, end));
}

async function readBytes(path: string, start: number, end: number): Promise<Buffer> {
  const handle = await fs.open(path, 'r');
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Level by level: mkdir's own recursion calls a read-only file system "no such file or directory". */
async function makeDir(path: string, mode: number): Promise<void> {
  try {
    await fs.mkdir(path, {mode});
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST' && (await fs.stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDir(dirname(path), mode);
    await fs.mkdir(path, {mode}).catch((again: unknown) => {
      if (systemErrorCode(again) !== 'EEXIST') throw again;
    });
  }
}

/** What a look at a path gives, or `absent` where nothing is there. */
async function orAbsent<T>(path: string, absent: T, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (saysAbsent(error)) return absent;
    throw readError(path, error);
  }
}

export function createFiles(): Files {
  return {
    readText: (path, maxBytes = DEFAULT_MAX_BYTES) =>
      orAbsent(path, undefined, async () => (await readBounded(path, maxBytes)).toString('utf8')),
    readBytes: (path, maxBytes) => orAbsent(path, undefined, () => readBounded(path, maxBytes)),
    async readTail(path, maxBytes) {
      const size = await sizeOf(path);
      const start = Math.max(0, size - maxBytes);
      const bytes = await readRange(path, start, size);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      const begin = start === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
      return {text: bytes.subarray(Math.min(begin, end), end).toString('utf8'), position: start + end};
    },
    async readLinesFrom(path, position) {
      const size = await sizeOf(path);
      const start = size < position ? 0 : position;
      const bytes = await readRange(path, start, Math.min(size, start + MAX_CHUNK_BYTES));
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      return {text: bytes.subarray(0, end).toString('utf8'), position: start + end};
    },
    async writeAtomic(path, text, {mode: asked = 0o644, keepMode = false, durable = true} = {}) {
      const temporary = temporaryFor(path);
      try {
        const mode = keepMode ? await modeOf(path, asked) : asked;
        await writeNew(temporary, text, {mode, durable});
        await fs.rename(temporary, path);
      } catch (error) {
        await fs.rm(temporary, {force: true}).catch(() => undefined);
        throw writeError(path, error);
      }
    },
    async writeScratch(path, text, {mode = 0o644, durable = true} = {}) {
      try {
        await writeNew(path, text, {mode, durable});
      } catch (error) {
        throw writeError(path, error);
      }
    },
    async appendDurable(path, text) {
      try {
        const handle = await fs.open(path, constants.O_WRONLY | constants.O_APPEND);
        try {
          await handle.writeFile(text);
          await handle.sync();
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw writeError(path, error);
      }
    },
    async createExclusive(path, text, {mode = 0o644, durable = true} = {}) {
      const temporary = temporaryFor(path);
      try {
        await writeNew(temporary, text, {mode, durable});
        // link() fails where the name exists, so the file appears with its whole text or not at all.
        await fs.link(temporary, path);
        return true;
      } catch (error) {
        if (systemErrorCode(error) === 'EEXIST') return false;
        throw writeError(path, error);
      } finally {
        await fs.rm(temporary, {force: true}).catch(() => undefined);
      }
    },
    exists: path => orAbsent(path, false, async () => (await fs.lstat(path), true)),
    isDirectory: path => orAbsent(path, false, async () => (await fs.stat(path)).isDirectory()),
    async ensureDir(path, mode = 0o755) {
      try {
        await makeDir(path, mode);
      } catch (error) {
        throw writeError(path, error);
      }
    },
    list: path => orAbsent(path, [], async () => (await fs.readdir(path)).sort()),
    async rename(from, to) {
      try {
        await fs.rename(from, to);
      } catch (error) {
        throw writeError(to, error);
      }
    },
    // Below a file there is nothing to remove, which `force` does not cover.
    removeScratch: path =>
      orAbsent(path, undefined, () => fs.rm(path, {recursive: true, force: true, maxRetries: 3})),
    freeBytes,
    canonicalPath,
    deadLinkOf,
    mountPoints,
    stampOf,
    writeProblem,
  };
}
