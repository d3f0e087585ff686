import {closeSync, ftruncateSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {etcdData} from '../../../../src/lib/adapters/etcd-data/etcd-data.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const PAGE = 4096;
const [BRANCH, LEAF] = [1, 2];
const MIB = 1024 * 1024;

function seal(bytes: Uint8Array): bigint {
  let hash = 0xcb_f2_9c_e4_84_22_23_25n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x1_00_00_00_01_b3n);
  return hash;
}

function meta(rootPage: bigint): Buffer {
  const page = Buffer.alloc(PAGE);
  page.writeUInt32LE(0xed_0c_da_ed, 16);
  page.writeUInt32LE(2, 20);
  page.writeUInt32LE(PAGE, 24);
  page.writeBigUInt64LE(rootPage, 32);
  page.writeBigUInt64LE(seal(page.subarray(16, 72)), 72);
  return page;
}

function header(flags: number, count: number, overflow = 0): Buffer {
  const page = Buffer.alloc(PAGE);
  page.writeUInt16LE(flags, 8);
  page.writeUInt16LE(count, 10);
  page.writeUInt32LE(overflow, 12);
  return page;
}

/** A leaf whose keys are buckets that begin at these pages. */
function buckets(roots: Readonly<Record<string, bigint>>): Buffer {
  const entries = Object.entries(roots).sort(([a], [b]) => (a < b ? -1 : 1));
  const page = header(LEAF, entries.length);
  let at = 16 + entries.length * 16;
  for (const [index, [name, root]] of entries.entries()) {
    const element = 16 + index * 16;
    page.writeUInt32LE(1, element);
    page.writeUInt32LE(at - element, element + 4);
    page.writeUInt32LE(name.length, element + 8);
    page.writeUInt32LE(16, element + 12);
    at += page.write(name, at);
    page.writeBigUInt64LE(root, at);
    at += 16;
  }
  return page;
}

/** A branch that leads to these pages, by keys without a byte. */
function branch(children: readonly bigint[]): Buffer {
  const page = header(BRANCH, children.length);
  for (const [index, child] of children.entries()) page.writeBigUInt64LE(child, 16 + index * 16 + 8);
  return page;
}

/** A database whose root is the third page; the rest of the file is a hole. */
function database(pages: readonly Buffer[], sizeBytes = 0): string {
  const path = join(tempDir('bolt'), 'x.db');
  const file = openSync(path, 'w');
  for (const page of [meta(2n), meta(2n), ...pages]) writeSync(file, page);
  if (sizeBytes > 0) ftruncateSync(file, sizeBytes);
  closeSync(file);
  return path;
}

const withKeys = (root: bigint): Buffer => buckets({key: root, meta: 4n});
const empty = header(LEAF, 0);

describe('a database that somebody made to harm', () => {
  it('is read where nothing of it is wrong', async () => {
    const path = database([withKeys(3n), empty, empty]);
    expect(await etcdData.database(path)).toMatchObject({revision: 1, members: []});
  });

  it.each<[what: string, pages: Buffer[]]>([
    ['a page that leads to itself', [withKeys(3n), branch([3n]), empty]],
    ['a page far behind the end', [withKeys(2n ** 40n), empty, empty]],
    ['a page beyond what a number can say', [withKeys(2n ** 63n), empty, empty]],
    ['more elements than a page holds', [withKeys(3n), header(LEAF, 65_535), empty]],
    ['a page of terabytes', [withKeys(3n), header(LEAF, 0, 0xff_ff_ff_ff), empty]],
    ['a page of another kind', [withKeys(3n), header(16, 0), empty]],
    ['a key that lies outside of its page', [withKeys(3n), header(LEAF, 1).fill(0xff, 16, 32), empty]],
  ])('has %s, and is told to be none', async (_, pages) => {
    expect(await etcdData.database(database(pages))).toBeUndefined();
  });

  it('has members that would fill the memory, and is told to be none', async () => {
    const pages = (16 * MIB) / PAGE;
    const large = header(LEAF, 0, pages - 1);
    const path = database(
      [buckets({key: 3n, meta: 3n, members: 4n}), empty, branch(Array.from({length: 100}, () => 5n)), large],
      20 * MIB,
    );
    const before = process.resourceUsage().maxRSS;
    expect(await etcdData.database(path)).toBeUndefined();
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024);
  });
});
