import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {NodeLaunch} from '../../../src/lib/adapters/host/host.js';

/** What a database holds, as far as the fake etcd heeds it. */
export interface FakeContent {
  readonly revision: number;
  readonly keys: readonly string[];
}

export const NOTHING: FakeContent = {revision: 1, keys: []};

const PAGE_BYTES = 4096;
const DIGEST_BYTES = 32;

/** Whole pages, as bbolt writes them. */
function databaseBytes(content: FakeContent): Buffer {
  const text = Buffer.from(JSON.stringify(content));
  const pages = Buffer.alloc(Math.ceil(text.length / PAGE_BYTES) * PAGE_BYTES, ' ');
  text.copy(pages);
  return pages;
}

/** As a member sends it: the digest is at the end. */
export function snapshotBytes(content: FakeContent): Buffer {
  const pages = databaseBytes(content);
  return Buffer.concat([pages, createHash('sha256').update(pages).digest()]);
}

export interface FakeDatabase {
  readonly content: FakeContent;
  readonly digest: 'right' | 'wrong' | 'none';
}

/** A snapshot or a copied database; undefined for any other file. */
export function readDatabase(bytes: Buffer): FakeDatabase | undefined {
  const pages = bytes.subarray(0, bytes.length - (bytes.length % PAGE_BYTES));
  const rest = bytes.subarray(pages.length);
  if (pages.length === 0 || (rest.length !== 0 && rest.length !== DIGEST_BYTES)) return undefined;
  const right = createHash('sha256').update(pages).digest();
  const digest = rest.length === 0 ? 'none' : rest.equals(right) ? 'right' : 'wrong';
  try {
    return {content: JSON.parse(pages.toString()) as FakeContent, digest};
  } catch {
    return undefined;
  }
}

function databaseOf(dataDir: string): string {
  return join(dataDir, 'member', 'snap', 'db');
}

export function writeDatabase({dataDir}: Pick<NodeLaunch, 'dataDir'>, content: FakeContent): void {
  const path = databaseOf(dataDir);
  mkdirSync(join(path, '..'), {recursive: true});
  writeFileSync(path, databaseBytes(content));
}

/** Of a directory of data; undefined where none is. */
export function contentIn(dataDir: string): FakeContent | undefined {
  const path = databaseOf(dataDir);
  return existsSync(path) ? readDatabase(readFileSync(path))?.content : undefined;
}
