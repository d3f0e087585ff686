import {crc32c} from '../../src/lib/domain/etcd-data/crc32c.js';

const METADATA = 1;
const CHECKSUM = 4;

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 0x80n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

/** A record as etcd writes it: its length and padding, then the message. */
export function walRecord(type: number, crc: number, data?: Uint8Array): Uint8Array {
  const body = [0x08, ...varint(BigInt(type)), 0x10, ...varint(BigInt(crc))];
  if (data !== undefined) body.push(0x1a, ...varint(BigInt(data.length)), ...data);
  const padding = (8 - (body.length % 8)) % 8;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(body.length), true);
  if (padding > 0) length[7] = 0x80 | padding;
  return Uint8Array.from([...length, ...body, ...new Uint8Array(padding)]);
}

export interface WalOwner {
  readonly clusterId: string;
  readonly memberId: string;
  /** Checksum at the end of the file before; 0 in the first one. */
  readonly before?: number;
}

/** The head of a file of a write-ahead log, as etcd writes it. */
export function walHead({clusterId, memberId, before = 0}: WalOwner): Uint8Array {
  const ids = [0x08, ...varint(BigInt(`0x${memberId}`)), 0x10, ...varint(BigInt(`0x${clusterId}`))];
  const metadata = Uint8Array.from(ids);
  const records = [walRecord(CHECKSUM, before), walRecord(METADATA, crc32c(metadata, before), metadata)];
  return Uint8Array.from([...records.flatMap(record => [...record]), ...new Uint8Array(64)]);
}
