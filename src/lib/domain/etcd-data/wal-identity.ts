import {crc32c} from './crc32c.js';
import {readFields} from './protobuf-fields.js';

/** Whose data a write-ahead log holds. Hex without leading zeros, as everywhere in etcdops. */
export interface WalIdentity {
  readonly clusterId: string;
  readonly memberId: string;
}

/** How much of a file of the log is enough: its first records are two dozen bytes each. */
export const WAL_HEAD_BYTES = 4096;

const METADATA = 1n;
const CHECKSUM = 4n;
/** Of the length in front of a record, in bytes; padding fills its record up to a multiple of it. */
const LENGTH_BYTES = 8;

interface WalRecord {
  readonly type: bigint;
  readonly crc: number;
  readonly data: Uint8Array;
}

/** A record and where the next one begins. */
interface PlacedRecord {
  readonly record: WalRecord;
  readonly end: number;
}

const NO_BYTES = new Uint8Array();

/** Sizes of a record: 56 bits of length; below the sign of the top byte, three bits of padding. */
function frameAt(bytes: Uint8Array, offset: number): {length: number; padding: number} | undefined {
  if (offset + LENGTH_BYTES > bytes.length) return undefined;
  const field = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(offset, true);
  const top = Number(field >> 56n);
  return {length: Number(BigInt.asUintN(56, field)), padding: top >= 0x80 ? top & 7 : 0};
}

function readRecord(bytes: Uint8Array): WalRecord | undefined {
  const fields = readFields(bytes);
  if (fields === undefined) return undefined;
  const [type = 0n, crc = 0n, data = NO_BYTES] = [fields.get(1), fields.get(2), fields.get(3)];
  if (typeof type !== 'bigint' || typeof crc !== 'bigint' || typeof data === 'bigint') return undefined;
  return {type, crc: Number(BigInt.asUintN(32, crc)), data};
}

function recordAt(bytes: Uint8Array, offset: number): PlacedRecord | undefined {
  const frame = frameAt(bytes, offset);
  const start = offset + LENGTH_BYTES;
  if (frame === undefined || frame.length > bytes.length - start) return undefined;
  const end = start + frame.length;
  const record = readRecord(bytes.subarray(start, end));
  return record === undefined ? undefined : {record, end: end + frame.padding};
}

function idsOf(metadata: Uint8Array): WalIdentity | undefined {
  const fields = readFields(metadata);
  const [memberId, clusterId] = [fields?.get(1), fields?.get(2)];
  if (typeof memberId !== 'bigint' || typeof clusterId !== 'bigint') return undefined;
  return {clusterId: clusterId.toString(16), memberId: memberId.toString(16)};
}

/**
 * Reads the head of a file of a write-ahead log (`*.wal`). Each file begins with the checksum that the file before
 * ended with (0 in the first), then the ids. Undefined where it is damaged, or no such file at all.
 * @see https://github.com/etcd-io/etcd/blob/main/server/storage/wal/wal.go (Create, cut)
 * @see https://github.com/etcd-io/etcd/blob/main/server/storage/wal/decoder.go
 */
export function walIdentityOf(head: Uint8Array): WalIdentity | undefined {
  const first = recordAt(head, 0);
  if (first?.record.type !== CHECKSUM) return undefined;
  const metadata = recordAt(head, first.end)?.record;
  if (metadata?.type !== METADATA || crc32c(metadata.data, first.record.crc) !== metadata.crc)
    return undefined;
  return idsOf(metadata.data);
}
