import {constants, promises as fs} from 'node:fs';

import {
  bucketOf,
  elementsOf,
  META_BYTES,
  metaOf,
  overflowOf,
  PAGE_HEADER_BYTES,
  type BoltBucket,
  type BoltElement,
  type BoltMeta,
} from '../../domain/etcd-data/bolt-page.js';

/** A file that is no database, or a damaged one. */
export class NoBoltFile extends Error {}

/** bbolt takes the page size of the machine, and at most this. */
const PAGE_SIZES = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
/** Of one page with all that belongs to it; a value of etcd has at most a few megabytes. */
const MOST_PAGE_BYTES = 64 * 1024 * 1024;
/** Of a bucket of which all is read: a page has room for a handful of members. */
const MOST_SMALL_BYTES = 8 * 1024 * 1024;
/** Each level multiplies by dozens. */
const MOST_LEVELS = 32;

async function readAt(handle: fs.FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const {buffer, bytesRead} = await handle.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}

/** The later one of those that are whole: where a write was cut off, the one before holds. */
async function findMeta(handle: fs.FileHandle): Promise<BoltMeta> {
  const found: BoltMeta[] = [];
  for (const offset of [0, ...PAGE_SIZES]) {
    const meta = metaOf(await readAt(handle, offset, META_BYTES));
    const isInPlace = meta !== undefined && (offset === 0 || offset === meta.pageSize);
    if (isInPlace && PAGE_SIZES.includes(meta.pageSize)) found.push(meta);
  }
  const [latest] = found.sort((a, b) => (a.transaction < b.transaction ? 1 : -1));
  if (latest === undefined) throw new NoBoltFile('neither of its first pages is whole');
  return latest;
}

/** A database on which no member runs, of which single pages are read: its size does not matter. */
export class BoltFile {
  readonly #handle: fs.FileHandle;
  readonly #meta: BoltMeta;

  private constructor(handle: fs.FileHandle, meta: BoltMeta) {
    this.#handle = handle;
    this.#meta = meta;
  }

  /** @throws NoBoltFile, and what the file system says */
  static async use<T>(path: string, act: (file: BoltFile) => Promise<T>): Promise<T> {
    // O_NONBLOCK: a FIFO without a writer would hang the open for ever.
    const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw new NoBoltFile('it is no regular file');
      return await act(new BoltFile(handle, await findMeta(handle)));
    } finally {
      await handle.close();
    }
  }

  async bucket(name: string): Promise<BoltBucket | undefined> {
    const element = await this.get({rootPage: this.#meta.rootPage}, name);
    return element === undefined ? undefined : bucketOf(element);
  }

  async get(bucket: BoltBucket, name: string): Promise<BoltElement | undefined> {
    const wanted = Buffer.from(name);
    const leaf = await this.#descend(bucket, elements => {
      const behind = elements.findIndex(({key}) => Buffer.compare(key, wanted) > 0);
      return elements.at(behind === -1 ? -1 : Math.max(0, behind - 1));
    });
    return leaf.find(({key}) => Buffer.compare(key, wanted) === 0);
  }

  /** The element with the highest key. */
  async last(bucket: BoltBucket): Promise<BoltElement | undefined> {
    return (await this.#descend(bucket, elements => elements.at(-1))).at(-1);
  }

  /** All elements, in their order: of a bucket that is known to be small. */
  async all(bucket: BoltBucket): Promise<readonly BoltElement[]> {
    let left = MOST_SMALL_BYTES;
    let elements = await this.#rootOf(bucket, left);
    for (let level = 0; level < MOST_LEVELS; level++) {
      const children = elements.flatMap(({child}) => (child === undefined ? [] : [child]));
      if (children.length === 0) return elements;
      const below: BoltElement[] = [];
      for (const child of children) {
        const page = await this.#page(child, left);
        left -= page.length;
        for (const element of this.#parse(page)) below.push(element);
      }
      elements = below;
    }
    throw new NoBoltFile('its pages lead in a circle');
  }

  async #rootOf(bucket: BoltBucket, mostBytes = MOST_PAGE_BYTES): Promise<readonly BoltElement[]> {
    return this.#parse('inline' in bucket ? bucket.inline : await this.#page(bucket.rootPage, mostBytes));
  }

  async #descend(
    bucket: BoltBucket,
    choose: (elements: readonly BoltElement[]) => BoltElement | undefined,
  ): Promise<readonly BoltElement[]> {
    let elements = await this.#rootOf(bucket);
    for (let level = 0; level < MOST_LEVELS; level++) {
      const child = choose(elements)?.child;
      if (child === undefined) return elements;
      elements = this.#parse(await this.#page(child));
    }
    throw new NoBoltFile('its pages lead in a circle');
  }

  #parse(page: Uint8Array): readonly BoltElement[] {
    const elements = elementsOf(page);
    if (elements === undefined) throw new NoBoltFile('one of its pages is damaged');
    return elements;
  }

  async #page(number: number, mostBytes = MOST_PAGE_BYTES): Promise<Uint8Array> {
    const {pageSize} = this.#meta;
    const offset = number * pageSize;
    const header = Number.isSafeInteger(offset)
      ? await readAt(this.#handle, offset, PAGE_HEADER_BYTES)
      : undefined;
    if (header?.length !== PAGE_HEADER_BYTES) throw new NoBoltFile('one of its pages is missing');
    const bytes = (overflowOf(header) + 1) * pageSize;
    if (bytes > mostBytes) throw new NoBoltFile('one of its pages is damaged, or too large');
    return readAt(this.#handle, offset, bytes);
  }
}
