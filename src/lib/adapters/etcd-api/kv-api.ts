import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import type {CallOptions} from './call-options.js';

export interface StoredKey {
  readonly key: string;
  readonly value: string;
  /** The revision at which it was made; what overwrites it does not change that. */
  readonly createRevision: number;
}

/** Keys of a cluster, as far as etcdops has any there: tokens of discovery. */
export interface KvApi {
  /** All keys with the prefix. */
  keysBelow(clientUrl: string, prefix: string, options: CallOptions): Promise<readonly StoredKey[]>;
  /** Resolves to false, with nothing changed, where the key is there already. */
  createKey(
    clientUrl: string,
    {key, value}: {readonly key: string; readonly value: string},
    options: CallOptions,
  ): Promise<boolean>;
  /** Removes all keys with the prefix; resolves to how many there were. */
  removeBelow(clientUrl: string, prefix: string, options: CallOptions): Promise<number>;
}

type Send = (url: string, path: string, options: CallOptions & {body: object}) => Promise<string>;

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decoded(value: unknown): string {
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
}

/** The end of the range of all that begins with it. */
function afterPrefix(prefix: string): string {
  const bytes = Buffer.from(prefix);
  bytes[bytes.length - 1]! += 1;
  return bytes.toString('base64');
}

function below(prefix: string): {key: string; range_end: string} {
  return {key: encoded(prefix), range_end: afterPrefix(prefix)};
}

type Json = Readonly<Record<string, unknown>>;

/** Every answer of etcd has a header. */
function answerIn(url: string, body: string): Json {
  try {
    const answer = JSON.parse(body) as Json | null;
    if (typeof answer?.['header'] === 'object') return answer;
  } catch {
    // Falls through: a stranger may say anything.
  }
  const shown = printable(body.replace(/\s+/g, ' ').trim(), 100);
  throw new OpsError('E_UNREACHABLE', `${url} answered "${shown}": that is no etcd`);
}

function storedIn({kvs}: Json): StoredKey[] {
  const rows = Array.isArray(kvs) ? (kvs as Json[]) : [];
  return rows.map(row => ({
    key: decoded(row['key']),
    value: decoded(row['value']),
    createRevision: Number(row['create_revision'] ?? 0),
  }));
}

export function createKvApi(ask: Send, change: Send): KvApi {
  return {
    keysBelow: async (url, prefix, options) =>
      storedIn(answerIn(url, await ask(url, '/v3/kv/range', {...options, body: below(prefix)}))),
    async createKey(url, {key, value}, options) {
      const isAbsent = {key: encoded(key), target: 'CREATE', result: 'EQUAL', create_revision: '0'};
      const put = {request_put: {key: encoded(key), value: encoded(value)}};
      const body = {compare: [isAbsent], success: [put]};
      return answerIn(url, await change(url, '/v3/kv/txn', {...options, body}))['succeeded'] === true;
    },
    async removeBelow(url, prefix, options) {
      const body = await change(url, '/v3/kv/deleterange', {...options, body: below(prefix)});
      return Number(answerIn(url, body)['deleted'] ?? 0);
    },
  };
}
