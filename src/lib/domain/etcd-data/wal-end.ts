import {readFields} from './protobuf-fields.js';
import type {WalIdentity} from './wal-identity.js';

/** How far a write-ahead log goes. */
export interface WalEnd {
  /** Of its last entry. */
  readonly index: number;
  /** Of the last entry that the cluster is known to have agreed on; missing where the file does not say. */
  readonly commit?: number;
}

/** A write-ahead log: whose it is, where that can be read, and how far it goes. */
export interface LogFacts extends WalEnd, Partial<WalIdentity> {}

/** Index and commit of one record, where it is of a kind that tells them. */
export type RecordTold = {readonly index: number} | {readonly commit: number} | Record<string, never>;

/** Bytes of a record that tell what it is; the data of an entry come behind them. */
export const RECORD_HEAD_BYTES = 96;
/** Of the length in front of a record. */
export const FRAME_BYTES = 8;

const ENTRY = 2n;
const STATE = 3n;

/** How long a record is, and where the next one begins; undefined where the log ends. */
export function frameOf(bytes: Uint8Array): {readonly length: number; readonly padded: number} | undefined {
  if (bytes.length < FRAME_BYTES) return undefined;
  const field = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const length = Number(BigInt.asUintN(56, field));
  const top = Number(field >> 56n);
  return length === 0 ? undefined : {length, padded: length + (top >= 0x80 ? top & 7 : 0)};
}

/**
 * What the head of a record tells.
 * @param head its first bytes, at most RECORD_HEAD_BYTES
 * @see https://github.com/etcd-io/raft/blob/main/raftpb/raft.proto (Entry, HardState)
 */
export function recordToldBy(head: Uint8Array): RecordTold | undefined {
  const fields = readFields(head, {isCutOff: true});
  const [type, data] = [fields?.get(1), fields?.get(3)];
  if (typeof type !== 'bigint') return undefined;
  if ((type !== ENTRY && type !== STATE) || !(data instanceof Uint8Array)) return {};
  // Of an entry the third field is the index, of a state what is committed.
  const third = readFields(data, {isCutOff: true})?.get(3);
  if (typeof third !== 'bigint') return {};
  return type === ENTRY ? {index: Number(third)} : {commit: Number(third)};
}

const NAME = /^[\da-f]{16}-([\da-f]{16})\.wal$/;

/** The index of the first entry of a file of a log, as its name says; undefined for another file. */
export function firstIndexIn(name: string): number | undefined {
  const hex = NAME.exec(name)?.[1];
  return hex === undefined ? undefined : Number(`0x${hex}`);
}
