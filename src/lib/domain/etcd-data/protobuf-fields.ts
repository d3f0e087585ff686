/** What a field of a message holds: a number, or bytes (a text or a message of its own). */
export type FieldValue = bigint | Uint8Array;

/** The kinds of value that are read; of the other four two are out of use, and two have a fixed size. */
const VARINT = 0;
const EIGHT_BYTES = 1;
const BYTES = 2;
const FOUR_BYTES = 5;
/** Of a 64-bit number: seven bits to a byte. */
const MAX_VARINT_BYTES = 10;

class Cursor {
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #isCutOff: boolean;

  constructor(bytes: Uint8Array, isCutOff: boolean) {
    this.#bytes = bytes;
    this.#isCutOff = isCutOff;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(count: number): Uint8Array | undefined {
    if (count > this.#bytes.length - this.#at) {
      if (!this.#isCutOff || this.isAtEnd) return undefined;
      const rest = this.#bytes.subarray(this.#at);
      this.#at = this.#bytes.length;
      return rest;
    }
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  takeVarint(): bigint | undefined {
    let value = 0n;
    for (let index = 0n; index < MAX_VARINT_BYTES; index++) {
      const byte = this.take(1)?.[0];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << (7n * index);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return undefined;
  }
}

function takeValue(cursor: Cursor, kind: number): FieldValue | undefined {
  switch (kind) {
    case VARINT:
      return cursor.takeVarint();
    case EIGHT_BYTES:
      return cursor.take(8);
    case FOUR_BYTES:
      return cursor.take(4);
    case BYTES: {
      const length = cursor.takeVarint();
      return length === undefined ? undefined : cursor.take(Number(length));
    }
    default:
      return undefined;
  }
}

/**
 * The fields of a message of Protocol Buffers by their numbers, of one that comes twice the last; undefined where the
 * bytes are no such message. Work and memory grow with the bytes alone, whatever they say. Of the first bytes of a
 * message (`isCutOff`) the fields that are there, the last one perhaps cut short.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function readFields(
  bytes: Uint8Array,
  {isCutOff = false}: {readonly isCutOff?: boolean} = {},
): ReadonlyMap<number, FieldValue> | undefined {
  const cursor = new Cursor(bytes, isCutOff);
  const fields = new Map<number, FieldValue>();
  while (!cursor.isAtEnd) {
    const tag = cursor.takeVarint();
    const value = tag === undefined ? undefined : takeValue(cursor, Number(tag & 7n));
    if (tag === undefined || value === undefined) return isCutOff ? fields : undefined;
    fields.set(Number(tag >> 3n), value);
  }
  return fields;
}
