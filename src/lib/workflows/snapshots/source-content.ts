import type {HashKv} from '../../adapters/etcd-api/maintenance-api.js';
import type {DatabaseFacts} from '../../domain/etcd-data/database-facts.js';
import type {SnapshotManifest} from '../../domain/snapshots/manifest.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';

type Asker = Pick<ClusterContext['adapters'], 'etcdApi' | 'progress' | 'signal'>;

/** Either goes over every key. */
const TIMEOUT_MS = 60_000;
/** As etcd has it where nothing was ever compacted. */
const NEVER = -1;

/** What was asked, or in words why it was not told: the snapshot is good all the same. */
async function orWhy<T>({signal}: Asker, answer: Promise<T>): Promise<T | string> {
  return answer.catch((error: unknown) => {
    signal.throwIfAborted();
    return printable(errorMessage(error), 300);
  });
}

export interface AskedSource {
  readonly name: string;
  readonly url: string;
  /** Of the snapshot. */
  readonly revision: number;
  /** What the snapshot says of itself. */
  readonly database: DatabaseFacts | undefined;
}

const COMPACTED = 'etcd compacted its keys meanwhile';

/** A hash is that of the snapshot only where the member has compacted nothing since it sent it. */
function fitting(hash: HashKv | string, database: DatabaseFacts | undefined): HashKv | string {
  if (typeof hash === 'string') return hash;
  if (database === undefined) return 'how far its keys are compacted cannot be read in it';
  return hash.compactRevision === (database.compactRevision ?? NEVER) ? hash : COMPACTED;
}

/** The hash and the number of keys that a snapshot of a member has to have. What the member does not tell is warned of. */
export async function contentOfSource(
  asker: Asker,
  {name, url, revision, database}: AskedSource,
): Promise<Pick<SnapshotManifest, 'hashKv' | 'keys'>> {
  const {etcdApi, progress, signal} = asker;
  const options = {timeoutMs: TIMEOUT_MS, signal};
  const [told, counted] = await Promise.all([
    orWhy(asker, etcdApi.hashKv(url, revision, options)),
    orWhy(asker, etcdApi.countKeys(url, revision, options)),
  ]);
  const hash = fitting(told, database);
  const keys = counted ?? COMPACTED;
  const warn = (what: string, why: string): void =>
    progress.warn(
      `${what} of ${name} at revision ${revision} is not known, so nothing compares a restore with it: ${why}`,
    );
  if (typeof hash === 'string') warn('the hash', hash);
  if (typeof keys === 'string') warn('the number of keys', keys);
  return {
    ...(typeof hash === 'string' ? {} : {hashKv: hash}),
    ...(typeof keys === 'string' ? {} : {keys}),
  };
}
