import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, isAbsolute, join} from 'node:path';
import {crc32} from 'node:zlib';

import type {Code} from './parts.js';

/** Before the data, so that a damaged file does not reach V8, which trusts what it is given. */
const CHECKSUM_BYTES = 4;

function checksumOf(data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(CHECKSUM_BYTES);
  // Not a digest: it guards against damage, and loading node:crypto costs more than all the rest of this file.
  bytes.writeUInt32BE(crc32(data));
  return bytes;
}

function cacheHome(): string {
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'etcdops', 'code');
}

/** Compiled code fits one build and one Node: both are in the folder's name. One file for each command. */
export function cacheFile(buildId: string, command: string): string {
  const word = /^[a-z-]{1,30}$/.test(command) ? command : 'other';
  return join(cacheHome(), `${buildId}-${process.version}-${process.arch}`, `${word}.bin`);
}

/** Of the list of parts, which stands behind the checksum: in bytes. */
const LENGTH_BYTES = 4;

/** The name of each part with the length of its code in bytes, in the order in which they follow. */
type Index = readonly (readonly [string, number])[];

function packed(code: Code): Buffer {
  const index: Index = [...code].map(([name, data]) => [name, data.length]);
  const list = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(list.length);
  return Buffer.concat([length, list, ...code.values()]);
}

function unpacked(bytes: Buffer): Code {
  let at = LENGTH_BYTES + bytes.readUInt32BE();
  const index = JSON.parse(bytes.toString('latin1', LENGTH_BYTES, at)) as Index;
  return new Map(index.map(([name, length]) => [name, bytes.subarray(at, (at += length))]));
}

/** The compiled code of an earlier run; nothing where there is none that can be trusted. */
export function readCode(file: string): Code {
  try {
    const bytes = readFileSync(file);
    const data = bytes.subarray(CHECKSUM_BYTES);
    if (checksumOf(data).equals(bytes.subarray(0, CHECKSUM_BYTES))) return unpacked(data);
  } catch {
    // Not there yet, or not to be read: the source is compiled instead.
  }
  return new Map();
}

/** A folder that no start made or wrote to for so long belongs to a build that is gone. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** Other builds have folders of their own, and may be in use beside this one. */
function removeOld(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    const other = join(dirname(folder), name);
    if (statSync(folder).mtimeMs - statSync(other).mtimeMs > KEPT_MS)
      rmSync(other, {recursive: true, force: true});
  }
}

function writeWhole(file: string, data: Uint8Array): void {
  const temporary = `${file}.${process.pid}`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, checksumOf(data));
    writeSync(handle, data);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

/** Keeps compiled code for the next run. */
export function writeCode(file: string, code: Code): void {
  try {
    if (mkdirSync(dirname(file), {recursive: true, mode: 0o700}) !== undefined) removeOld(dirname(file));
    writeWhole(file, packed(code));
  } catch {
    // No home, no space, no right to write: the next run compiles again, which is no failure of this one.
  }
}
