import type {HashKv} from '../../adapters/etcd-api/maintenance-api.js';
import type {SnapshotManifest} from '../../domain/snapshots/manifest.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';

type Asker = Pick<ClusterContext['adapters'], 'etcdApi' | 'progress' | 'signal'>;

/** Either goes over every key. */
const TIMEOUT_MS = 60_000;

/** What was asked, or in words why it was not told: the snapshot is good all the same. */
async function orWhy<T>({signal}: Asker, answer: Promise<T>): Promise<T | string> {
  return answer.catch((error: unknown) => {
    signal.throwIfAborted();
    return printable(errorMessage(error), 300);
  });
}

/** Up to where a member has compacted its keys, or in words why it was not told. */
export async function compactedTo(asker: Asker, url: string): Promise<number | string> {
  const {etcdApi, signal} = asker;
  const hash = await orWhy(asker, etcdApi.hashKv(url, 0, {timeoutMs: TIMEOUT_MS, signal}));
  return typeof hash === 'string' ? hash : hash.compactRevision;
}

export interface AskedSource {
  readonly name: string;
  readonly url: string;
  /** Of the snapshot. */
  readonly revision: number;
  /** Before it began to send: as `compactedTo` has it. */
  readonly compactedBefore: number | string;
}

const COMPACTED = 'etcd compacted its keys meanwhile';

/** A hash belongs to the snapshot only where nothing was compacted since before it began. */
function fitting(hash: HashKv | string, before: number | string): HashKv | string {
  if (typeof hash === 'string') return hash;
  if (typeof before === 'string') return `how far its keys were compacted before is not known: ${before}`;
  return hash.compactRevision === before ? hash : COMPACTED;
}

/** The hash and the number of keys that a snapshot of a member has to have. What the member does not tell is warned of. */
export async function contentOfSource(
  asker: Asker,
  {name, url, revision, compactedBefore}: AskedSource,
): Promise<Pick<SnapshotManifest, 'hashKv' | 'keys'>> {
  const {etcdApi, progress, signal} = asker;
  const options = {timeoutMs: TIMEOUT_MS, signal};
  const [told, counted] = await Promise.all([
    orWhy(asker, etcdApi.hashKv(url, revision, options)),
    orWhy(asker, etcdApi.countKeys(url, revision, options)),
  ]);
  const hash = fitting(told, compactedBefore);
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
