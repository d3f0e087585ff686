/** Where a database of bbolt begins: its pages have this size, and this one leads to all buckets. */
export interface BoltMeta {
  readonly pageSize: number;
  readonly rootPage: number;
  /** The later one of the two that a file has is the one that holds. */
  readonly transaction: bigint;
}

/** A key of a page: with its value, or the page below that begins with it. */
export interface BoltElement {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly isBucket: boolean;
  /** Of a branch. */
  readonly child?: number;
}

/** Bytes from the begin of a page that tell of it. */
export const META_BYTES = 80;
export const PAGE_HEADER_BYTES = 16;

const MAGIC = 0xed_0c_da_ed;
const FORMAT = 2;
const BRANCH = 0x01;
const LEAF = 0x02;
const BUCKET = 0x01;
const ELEMENT_BYTES = 16;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** FNV-1a of 64 bits, which bbolt seals its first pages with. */
function sealOf(bytes: Uint8Array): bigint {
  let hash = 0xcb_f2_9c_e4_84_22_23_25n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x1_00_00_00_01_b3n);
  return hash;
}

/**
 * What one of the two first pages says; undefined where it is damaged, or was being written.
 * @see https://github.com/etcd-io/bbolt/blob/main/internal/common/meta.go
 */
export function metaOf(page: Uint8Array): BoltMeta | undefined {
  if (page.length < META_BYTES) return undefined;
  const meta = page.subarray(PAGE_HEADER_BYTES, META_BYTES);
  const view = viewOf(meta);
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== FORMAT) return undefined;
  if (view.getBigUint64(56, true) !== sealOf(meta.subarray(0, 56))) return undefined;
  return {
    pageSize: view.getUint32(8, true),
    rootPage: Number(view.getBigUint64(16, true)),
    transaction: view.getBigUint64(48, true),
  };
}

/** How many pages follow that belong to a page. */
export function overflowOf(header: Uint8Array): number {
  return viewOf(header).getUint32(12, true);
}

/**
 * All keys of a page, in their order. Undefined for a page of another kind, or one that leads out of itself.
 * @see https://github.com/etcd-io/bbolt/blob/main/internal/common/page.go
 */
export function elementsOf(page: Uint8Array): readonly BoltElement[] | undefined {
  if (page.length < PAGE_HEADER_BYTES) return undefined;
  const view = viewOf(page);
  const [flags, count] = [view.getUint16(8, true), view.getUint16(10, true)];
  if (flags !== BRANCH && flags !== LEAF) return undefined;
  if (PAGE_HEADER_BYTES + count * ELEMENT_BYTES > page.length) return undefined;
  const elements: BoltElement[] = [];
  for (let index = 0; index < count; index++) {
    const at = PAGE_HEADER_BYTES + index * ELEMENT_BYTES;
    const element = flags === LEAF ? leafAt(page, at) : branchAt(page, at);
    if (element === undefined) return undefined;
    elements.push(element);
  }
  return elements;
}

function leafAt(page: Uint8Array, at: number): BoltElement | undefined {
  const view = viewOf(page);
  const [flags, position, keyBytes, valueBytes] = [0, 4, 8, 12].map(offset =>
    view.getUint32(at + offset, true),
  ) as [number, number, number, number];
  const start = at + position;
  const end = start + keyBytes + valueBytes;
  if (end > page.length) return undefined;
  const key = page.subarray(start, start + keyBytes);
  return {key, value: page.subarray(start + keyBytes, end), isBucket: (flags & BUCKET) !== 0};
}

function branchAt(page: Uint8Array, at: number): BoltElement | undefined {
  const view = viewOf(page);
  const start = at + view.getUint32(at, true);
  const end = start + view.getUint32(at + 4, true);
  if (end > page.length) return undefined;
  const child = Number(view.getBigUint64(at + 8, true));
  return {key: page.subarray(start, end), value: page.subarray(end, end), isBucket: false, child};
}

/** What a bucket is: a page of its own, or one within the value. */
export type BoltBucket = {readonly rootPage: number} | {readonly inline: Uint8Array};

const BUCKET_HEADER_BYTES = 16;

export function bucketOf({value, isBucket}: BoltElement): BoltBucket | undefined {
  if (!isBucket || value.length < BUCKET_HEADER_BYTES) return undefined;
  const rootPage = Number(viewOf(value).getBigUint64(0, true));
  return rootPage === 0 ? {inline: value.subarray(BUCKET_HEADER_BYTES)} : {rootPage};
}
