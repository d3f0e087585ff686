import type {Adapters} from '../../adapters/adapters.js';
import type {SourceFacts} from '../../domain/snapshots/choose-source.js';
import type {SnapshotManifest} from '../../domain/snapshots/manifest.js';
import type {ToolStatus} from '../../domain/snapshots/tool-status.js';
import {OpsError} from '../../errors/ops-error.js';
import {readStructure, type Structure} from '../../queries/snapshots/read-structure.js';
import {FROM_ANOTHER} from './source.js';
import {contentOfSource} from './source-content.js';

type Reader = Pick<Adapters, 'env' | 'etcdApi' | 'etcdData' | 'progress' | 'runner' | 'signal'>;

/** What the manifest says of what is in a snapshot. */
export type SavedContent = ToolStatus & Pick<SnapshotManifest, 'authEnabled' | 'hashKv' | 'keys'>;

async function structureOf(reader: Reader, saved: Structure): Promise<ToolStatus> {
  const structure = await readStructure(reader, saved);
  if ('status' in structure) return structure.status;
  throw new OpsError(
    'E_SNAPSHOT_INVALID',
    `etcd's own tool cannot read what was saved: ${structure.problem}`,
    {hints: [FROM_ANOTHER]},
  );
}

/**
 * The tool goes over the file, and beside it the member over its keys: each takes a second a gigabyte. Both have ended
 * when this throws.
 */
export async function contentOf(
  adapters: Reader,
  {name, clientUrl: url}: Pick<SourceFacts, 'name' | 'clientUrl'>,
  saved: Structure,
): Promise<SavedContent> {
  const {etcdData, progress, signal} = adapters;
  progress.update(`Reading the structure of the snapshot, and asking ${name} for its hash and its keys`);
  const database = await etcdData.database(saved.path);
  const stop = new AbortController();
  const reader = {...adapters, signal: AbortSignal.any([signal, stop.signal])};
  const ask = (revision: number) => contentOfSource(reader, {name, url, revision, database});
  const reading = structureOf(reader, saved);
  const asking = database === undefined ? undefined : ask(database.revision);
  try {
    const [status, content] = await Promise.all([reading, asking]);
    // They differ where nothing was ever written, and where a compaction has taken the last key of the file.
    const isSame = content !== undefined && database?.revision === status.revision;
    return {
      ...status,
      ...(isSame ? content : await ask(status.revision)),
      ...(database === undefined ? {} : {authEnabled: database.authEnabled}),
    };
  } catch (error) {
    stop.abort();
    await Promise.allSettled([reading, asking]);
    throw error;
  }
}
