import {constants, promises as fs, type Dirent, type Stats} from 'node:fs';

import {errorMessage, systemErrorCode} from '../../errors/ops-error.js';

export interface Unreadable {
  readonly kind: 'unreadable';
  /** Such as `permission denied`. */
  readonly why: string;
}

export type PathLook =
  | {readonly kind: 'file' | 'folder' | 'other'; readonly realPath: string}
  | {readonly kind: 'absent'}
  | Unreadable;

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export type FolderListing =
  | {readonly kind: 'entries'; readonly entries: readonly FolderEntry[]}
  | {readonly kind: 'too-many'}
  | Unreadable;

export type BytesRead =
  | {readonly kind: 'bytes'; readonly bytes: Uint8Array}
  /** The size is not known of a stream. */
  | {readonly kind: 'too-large'; readonly size?: number}
  /** Its beginning was not what is looked for. */
  | {readonly kind: 'unwanted'}
  | {readonly kind: 'not-a-file'}
  | {readonly kind: 'absent'}
  | Unreadable;

export interface ReadOptions {
  /** More is not read. */
  readonly maxBytes: number;
  /** Asked about the first bytes (at most `HEAD_BYTES`) before the rest is read. */
  readonly wants?: (head: Uint8Array) => boolean;
}

/** Files of others as they are, whatever they are: nothing here throws or waits for a writer. */
export interface InputFiles {
  look(path: string): Promise<PathLook>;
  /** Sorted by name; of a folder with more than `max` entries none. */
  entriesOf(folder: string, max: number): Promise<FolderListing>;
  read(path: string, options: ReadOptions): Promise<BytesRead>;
  readStandardInput(maxBytes: number): Promise<BytesRead>;
}

const HEAD_BYTES = 64 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'it is a link that leads back to itself',
  ENAMETOOLONG: 'the name is too long',
};

function failed(error: unknown): Unreadable | {kind: 'absent'} {
  const code = systemErrorCode(error) ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return {kind: 'absent'};
  return {kind: 'unreadable', why: REASONS[code] ?? errorMessage(error)};
}

function kindOf(entry: Stats | Dirent): 'file' | 'folder' | 'other' {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

async function look(path: string): Promise<PathLook> {
  try {
    const realPath = await fs.realpath(path);
    return {kind: kindOf(await fs.stat(realPath)), realPath};
  } catch (error) {
    return failed(error);
  }
}

async function entriesOf(folder: string, max: number): Promise<FolderListing> {
  const entries: FolderEntry[] = [];
  try {
    for await (const entry of await fs.opendir(folder, {bufferSize: 1024})) {
      if (entries.length === max) return {kind: 'too-many'};
      entries.push({name: entry.name, kind: entry.isSymbolicLink() ? 'link' : kindOf(entry)});
    }
  } catch (error) {
    const why = failed(error);
    return why.kind === 'absent' ? {kind: 'entries', entries: []} : why;
  }
  return {kind: 'entries', entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1))};
}

async function readUpTo(handle: fs.FileHandle, buffer: Buffer, from: number): Promise<number> {
  let end = from;
  while (end < buffer.length) {
    const {bytesRead} = await handle.read(buffer, end, buffer.length - end, end);
    if (bytesRead === 0) break;
    end += bytesRead;
  }
  return end;
}

async function readHandle(handle: fs.FileHandle, {maxBytes, wants}: ReadOptions): Promise<BytesRead> {
  const stat = await handle.stat();
  if (!stat.isFile()) return {kind: 'not-a-file'};
  const {size} = stat;
  // One byte more than it should have, to see its end: the size of a file in /proc is 0.
  const head = Buffer.alloc(Math.min(Math.max(size + 1, 4096), HEAD_BYTES));
  const headEnd = await readUpTo(handle, head, 0);
  if (wants !== undefined && !wants(head.subarray(0, headEnd))) return {kind: 'unwanted'};
  if (size > maxBytes) return {kind: 'too-large', size};
  if (headEnd < head.length) return asBytes(head.subarray(0, headEnd), maxBytes);
  const buffer = Buffer.alloc((size === 0 ? maxBytes : size) + 1);
  head.copy(buffer);
  return asBytes(buffer.subarray(0, await readUpTo(handle, buffer, headEnd)), maxBytes);
}

function asBytes(bytes: Uint8Array, maxBytes: number): BytesRead {
  return bytes.length > maxBytes ? {kind: 'too-large'} : {kind: 'bytes', bytes};
}

async function read(path: string, options: ReadOptions): Promise<BytesRead> {
  try {
    // O_NONBLOCK: a FIFO without a writer would hang the open for ever.
    const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return await readHandle(handle, options);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return failed(error);
  }
}

async function readStandardInput(maxBytes: number): Promise<BytesRead> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) return {kind: 'too-large'};
      chunks.push(chunk);
    }
  } catch (error) {
    return failed(error);
  }
  return {kind: 'bytes', bytes: Buffer.concat(chunks)};
}

export const inputFiles: InputFiles = {look, entriesOf, read, readStandardInput};
