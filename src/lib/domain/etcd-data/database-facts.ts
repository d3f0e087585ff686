import {join} from 'node:path';

/** A member as the database of another one, or its own, names it. */
export interface StoredMember {
  /** Lower-case hex. */
  readonly id?: string;
  /** Missing where it never has started. */
  readonly name?: string;
  readonly peerUrls: readonly string[];
  /** None before it has started. */
  readonly clientUrls?: readonly string[];
  /** It does not vote. */
  readonly isLearner?: true;
}

/** What etcd keeps of itself in its database (`member/snap/db`, and every snapshot). */
export interface DatabaseFacts {
  /** The last one of the keys. */
  readonly revision: number;
  /** Up to where keys are compacted; missing where none ever was. */
  readonly compactRevision?: number;
  /** Of the last entry of the log that is in it. */
  readonly consistentIndex?: number;
  /** Of the schema: etcd writes it from 3.6 on. */
  readonly storageVersion?: string;
  /** On which the members had agreed: that of the lowest of them; missing before they have. */
  readonly clusterVersion?: string;
  /** What a tool of 3.4 has restored may have those of the cluster before among them. */
  readonly members: readonly StoredMember[];
  /** The cluster asks everybody for a user. */
  readonly authEnabled: boolean;
}

const REVISION_BYTES = 17;

/** A number of 64 bits as etcd writes it; undefined for what is none. */
export function countOf(bytes: Uint8Array | undefined): number | undefined {
  if (bytes === undefined || bytes.length < 8) return undefined;
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
}

/** The main part of a revision: `<main>_<sub>`, with a mark behind it where it deletes a key. */
export function revisionIn(bytes: Uint8Array | undefined): number | undefined {
  return bytes !== undefined && bytes.length >= REVISION_BYTES ? countOf(bytes) : undefined;
}

function textsIn(list: readonly unknown[]): string[] {
  return list.filter(text => typeof text === 'string');
}

/** A member by its key, which is its id, and its JSON, in which that is a number of 64 bits; undefined for what is none. */
export function storedMemberOf(key: Uint8Array, bytes: Uint8Array): StoredMember | undefined {
  try {
    const stored = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    const {name, peerURLs, clientURLs, isLearner} = stored;
    if (!Array.isArray(peerURLs)) return undefined;
    const id = Buffer.from(key).toString();
    return {
      ...(/^[\da-f]{1,16}$/.test(id) ? {id} : {}),
      ...(typeof name === 'string' && name !== '' ? {name} : {}),
      peerUrls: textsIn(peerURLs),
      ...(Array.isArray(clientURLs) ? {clientUrls: textsIn(clientURLs)} : {}),
      ...(isLearner === true ? {isLearner} : {}),
    };
  } catch {
    return undefined;
  }
}

/** Where etcd keeps it in a data directory. */
export function databaseIn(dataDir: string): string {
  return join(dataDir, 'member', 'snap', 'db');
}
