import type {BoltBucket} from '../../domain/etcd-data/bolt-page.js';
import {
  countOf,
  revisionIn,
  storedMemberOf,
  type DatabaseFacts,
  type StoredMember,
} from '../../domain/etcd-data/database-facts.js';
import {parseVersion} from '../../domain/etcd-version/version.js';
import {BoltFile, NoBoltFile} from './bolt-file.js';

async function valueOf(
  file: BoltFile,
  bucket: BoltBucket | undefined,
  key: string,
): Promise<Uint8Array | undefined> {
  return bucket === undefined ? undefined : (await file.get(bucket, key))?.value;
}

/** Scheduled first, finished later; a database that was restored may have either. */
async function compactRevisionOf(file: BoltFile, meta: BoltBucket): Promise<number | undefined> {
  const found = [
    revisionIn(await valueOf(file, meta, 'scheduledCompactRev')),
    revisionIn(await valueOf(file, meta, 'finishedCompactRev')),
  ].filter(revision => revision !== undefined);
  return found.length === 0 ? undefined : Math.max(...found);
}

async function membersOf(file: BoltFile): Promise<StoredMember[]> {
  const bucket = await file.bucket('members');
  const found = bucket === undefined ? [] : await file.all(bucket);
  return found.map(({key, value}) => storedMemberOf(key, value)).filter(member => member !== undefined);
}

async function versionOf(
  file: BoltFile,
  bucket: BoltBucket | undefined,
  key: string,
): Promise<string | undefined> {
  const written = await valueOf(file, bucket, key);
  return written === undefined ? undefined : parseVersion(Buffer.from(written).toString());
}

/** A compaction may have taken the last key, which deleted another: etcd goes on from where it compacted, or from 1. */
function lastOf(ofKeys = 1, compactRevision = 1): number {
  return Math.max(ofKeys, compactRevision);
}

/**
 * Reads a few pages of a database of etcd.
 * @throws NoBoltFile
 * @see https://github.com/etcd-io/etcd/blob/main/server/storage/schema/bucket.go
 */
export function readDatabase(path: string): Promise<DatabaseFacts> {
  return BoltFile.use(path, async file => {
    const [keys, meta, auth] = [
      await file.bucket('key'),
      await file.bucket('meta'),
      await file.bucket('auth'),
    ];
    if (keys === undefined || meta === undefined) throw new NoBoltFile('it is no database of etcd');
    const consistentIndex = countOf(await valueOf(file, meta, 'consistent_index'));
    const storageVersion = await versionOf(file, meta, 'storageVersion');
    const clusterVersion = await versionOf(file, await file.bucket('cluster'), 'clusterVersion');
    const isEnabled = await valueOf(file, auth, 'authEnabled');
    const compactRevision = await compactRevisionOf(file, meta);
    return {
      revision: lastOf(revisionIn((await file.last(keys))?.key), compactRevision),
      ...(compactRevision === undefined ? {} : {compactRevision}),
      ...(consistentIndex === undefined ? {} : {consistentIndex}),
      ...(storageVersion === undefined ? {} : {storageVersion}),
      ...(clusterVersion === undefined ? {} : {clusterVersion}),
      members: await membersOf(file),
      authEnabled: isEnabled?.[0] === 1,
    };
  });
}
