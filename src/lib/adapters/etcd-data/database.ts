import type {BoltBucket} from '../../domain/etcd-data/bolt-page.js';
import {countOf, revisionIn, type DatabaseFacts} from '../../domain/etcd-data/database-facts.js';
import {parseVersion} from '../../domain/etcd-version/version.js';
import {BoltFile, NoBoltFile} from './bolt-file.js';

async function valueOf(
  file: BoltFile,
  bucket: BoltBucket | undefined,
  key: string,
): Promise<Uint8Array | undefined> {
  return bucket === undefined ? undefined : (await file.get(bucket, key))?.value;
}

/** A compaction may have taken the last key, which deleted another: etcd goes on from where it compacted. */
async function revisionOf(file: BoltFile, keys: BoltBucket, meta: BoltBucket): Promise<number> {
  const found = [
    revisionIn((await file.last(keys))?.key),
    revisionIn(await valueOf(file, meta, 'scheduledCompactRev')),
    revisionIn(await valueOf(file, meta, 'finishedCompactRev')),
  ];
  // etcd begins at 1, without any key.
  return Math.max(1, ...found.filter(revision => revision !== undefined));
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
    const written = await valueOf(file, meta, 'storageVersion');
    const storageVersion = written === undefined ? undefined : parseVersion(Buffer.from(written).toString());
    const isEnabled = await valueOf(file, auth, 'authEnabled');
    return {
      revision: await revisionOf(file, keys, meta),
      ...(consistentIndex === undefined ? {} : {consistentIndex}),
      ...(storageVersion === undefined ? {} : {storageVersion}),
      authEnabled: isEnabled?.[0] === 1,
    };
  });
}
