import {readFields, type FieldValue} from '../../domain/etcd-data/protobuf-fields.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import type {CallOptions} from './call-options.js';
import {saysCompacted, wantsAnotherToken} from './classify-error.js';
import {grpcMessages, WHO_LISTENS, type GrpcCall, type GrpcConnection} from './grpc.js';
import {idFromDecimal} from './parse.js';

/** etcd's checksum over all keys up to a revision that are not compacted. */
export interface HashKv {
  readonly hash: number;
  readonly revision: number;
  /** -1 where nothing was ever compacted. */
  readonly compactRevision: number;
}

/** A piece of a member's database. */
export interface SnapshotPiece {
  readonly bytes: Uint8Array;
  /** How many come after it, the digest at the end not counted. */
  readonly remainingBytes: number;
}

export interface RaisedAlarm {
  readonly memberId: string;
  /** `NOSPACE`, `CORRUPT` */
  readonly alarm: string;
}

export interface StreamOptions {
  /** How long nothing may come. */
  readonly stallMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What is asked about the data itself. In a cluster with users it takes one with the role root. */
export interface MaintenanceApi {
  /** The database of one member as it is now, with the digest behind it; answered without a quorum too. */
  snapshot(clientUrl: string, options: StreamOptions): AsyncIterable<SnapshotPiece>;
  hashKv(clientUrl: string, revision: number, options: CallOptions): Promise<HashKv>;
  /** Of the whole cluster. */
  alarmList(clientUrl: string, options: CallOptions): Promise<readonly RaisedAlarm[]>;
  /** How many keys this very member has at a revision, also without a quorum; undefined where it has been compacted. */
  countKeys(clientUrl: string, revision: number, options: CallOptions): Promise<number | undefined>;
}

const SNAPSHOT = '/etcdserverpb.Maintenance/Snapshot';
const HASH_KV = '/etcdserverpb.Maintenance/HashKV';

function notEtcd(url: string): OpsError {
  return new OpsError('E_UNREACHABLE', `${url} answers something that is not etcd's`, {hints: [WHO_LISTENS]});
}

/** A number of at most 53 bits; one that is not there is 0. */
function numberIn(fields: ReadonlyMap<number, FieldValue>, field: number): number {
  const value = fields.get(field);
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
}

function encodeVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

/** Of a message whose first field is a whole number. */
function encodeFirstField(value: number): Uint8Array {
  return value === 0 ? new Uint8Array() : Uint8Array.from([0x08, ...encodeVarint(value)]);
}

/** The whole key space, as a range. */
const EVERY_KEY = {key: 'AA==', range_end: 'AA=='};

export interface MaintenanceCalls {
  readonly ask: (url: string, path: string, options: CallOptions & {body?: object}) => Promise<string>;
  readonly connection: (url: string, options: CallOptions) => Promise<GrpcConnection>;
  /** Has the next connection log in anew; undefined where nobody does. */
  readonly forget: ((url: string) => void) | undefined;
}

type Question = Pick<GrpcCall, 'method' | 'request' | 'signal'> & {readonly stallMs: number};

/** A token is good for some minutes, and a member that was started again knows none: it is asked with a new one then. */
async function* answersOf(
  {connection, forget}: Pick<MaintenanceCalls, 'connection' | 'forget'>,
  url: string,
  question: Question,
): AsyncGenerator<Buffer> {
  const {stallMs: timeoutMs, signal} = question;
  const first = await connection(url, {timeoutMs, signal});
  try {
    yield* grpcMessages(url, {...first, ...question});
    return;
  } catch (error) {
    // Etcd says so before it sends anything.
    if (forget === undefined || !wantsAnotherToken(errorMessage(error), first.token)) throw error;
  }
  forget(url);
  yield* grpcMessages(url, {...(await connection(url, {timeoutMs, signal})), ...question});
}

/** gRPC where the JSON gateway would send a database as text, or would not take a certificate for a user. */
export function createMaintenanceApi({ask, ...calls}: MaintenanceCalls): MaintenanceApi {
  return {
    async *snapshot(url, {stallMs, signal}) {
      const question = {method: SNAPSHOT, request: new Uint8Array(), stallMs, signal};
      for await (const message of answersOf(calls, url, question)) {
        const fields = readFields(message);
        const bytes = fields?.get(3);
        if (fields === undefined || typeof bytes === 'bigint') throw notEtcd(url);
        if (bytes !== undefined) yield {bytes, remainingBytes: numberIn(fields, 2)};
      }
    },
    async hashKv(url, revision, {timeoutMs, signal}) {
      const question = {method: HASH_KV, request: encodeFirstField(revision), stallMs: timeoutMs, signal};
      for await (const message of answersOf(calls, url, question)) {
        const fields = readFields(message);
        if (fields === undefined) throw notEtcd(url);
        return {hash: numberIn(fields, 2), revision, compactRevision: numberIn(fields, 3)};
      }
      throw notEtcd(url);
    },
    async alarmList(url, options) {
      const body = await ask(url, '/v3/maintenance/alarm', {...options, body: {action: 'GET'}});
      const {alarms = []} = JSON.parse(body) as {alarms?: {memberID?: string; alarm?: string}[]};
      return alarms.map(({memberID = '0', alarm = ''}) => ({memberId: idFromDecimal(memberID), alarm}));
    },
    async countKeys(url, revision, options) {
      const asked = {...EVERY_KEY, count_only: true, serializable: true, revision: String(revision)};
      const body = await ask(url, '/v3/kv/range', {...options, body: asked}).catch((error: unknown) => {
        if (error instanceof OpsError && saysCompacted(error.message)) return undefined;
        throw error;
      });
      if (body === undefined) return undefined;
      return Number((JSON.parse(body) as {count?: string}).count ?? 0);
    },
  };
}
