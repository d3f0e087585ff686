import {basename, dirname, join, resolve} from 'node:path';

import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import type {SnapshotManifest} from '../../domain/snapshots/manifest.js';
import {savedBytes} from '../../domain/snapshots/save-room.js';
import type {DigestVerdict} from '../../domain/snapshots/trailing-digest.js';
import {formatBytes} from '../../domain/text/bytes.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {printable} from '../../domain/text/printable.js';
import {shellQuote} from '../../domain/text/shell-quote.js';
import {OpsError} from '../../errors/ops-error.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {snapshotsFolder} from '../../queries/snapshots/list-snapshots.js';
import type {ClusterContext} from '../cluster-run.js';
import {thenTidy} from './disk-watch.js';
import {withSnapshots} from './lock-snapshots.js';
import {receiveSnapshot} from './receive-snapshot.js';
import {contentOf, type SavedContent} from './saved-content.js';
import {findSource, FROM_ANOTHER, type Source} from './source.js';
import {chooseTarget, type SnapshotTarget} from './target.js';
import {storedMembers, tellerOf, type Teller} from './teller.js';

export interface SaveRequest {
  /** As the user gave it; default: a name of its own in `.etcdops/snapshots/`. */
  readonly path?: string | undefined;
  readonly from?: string | undefined;
  readonly dryRun: boolean;
}

export interface SaveResult {
  /** Absolute; of a dry run without a given path the folder. */
  readonly path: string;
  /** Name of the member that it was taken from. */
  readonly from: string;
  /** Of a dry run: what it would be about. */
  readonly sizeBytes: number;
  readonly hadQuorum: boolean;
  readonly verified: boolean;
  readonly dryRun?: true;
  readonly sha256?: string;
  readonly revision?: number;
  readonly totalKeys?: number;
  /** As a client counts them. */
  readonly keys?: number;
  /** The cluster has users; missing where it is not known. */
  readonly authEnabled?: boolean;
  readonly etcdVersion?: string;
  readonly storageVersion?: string;
  readonly manifestPath?: string;
}

async function assertRoom(
  {adapters, loaded}: ClusterContext,
  folder: string,
  sizeBytes: number,
): Promise<void> {
  const free = await adapters.files.freeBytes(folder);
  const needed = savedBytes(sizeBytes);
  if (free >= needed) return;
  throw new OpsError(
    'E_PREFLIGHT',
    `${folder} has ${formatBytes(free)} free, and the snapshot needs ${formatBytes(needed)}`,
    {
      hints: [
        // It takes nothing away elsewhere.
        ...(folder === snapshotsFolder(loaded.folder)
          ? ['etcdops snapshot prune --keep 5 --trash-days 0']
          : [`make room in ${printable(folder, 500)}`]),
        'or name a place on another disk: etcdops snapshot save PATH',
      ],
    },
  );
}

function unusable(message: string, hint: string): OpsError {
  return new OpsError('E_USAGE', message, {hints: [hint]});
}

/** Nothing of the user's is overwritten. */
async function assertFreePath({adapters: {files}}: ClusterContext, path: string): Promise<void> {
  const [shown, folder] = [printable(path, 500), dirname(path)];
  const another = 'name another file, or none';
  if (await files.isDirectory(path))
    throw unusable(`${shown} is a folder`, etcdopsLine('snapshot', 'save', join(path, 'NAME.db')));
  if (await files.exists(path)) throw unusable(`${shown} exists already`, another);
  if (await files.isDirectory(folder)) return;
  const place = printable(folder, 500);
  throw (await files.exists(folder))
    ? unusable(`${place} is no folder`, another)
    : unusable(`there is no folder ${place}`, `mkdir -p ${printable(shellQuote(folder), 500)}`);
}

function assertDigest({digest}: DigestVerdict, url: string): void {
  if (digest === 'right') return;
  throw new OpsError('E_SNAPSHOT_INVALID', `what ${url} sent does not fit the digest at its end`, {
    hints: ['the same line again', `if it stays so: ${FROM_ANOTHER}`],
  });
}

interface SavedFacts {
  readonly digest: DigestVerdict;
  readonly content: SavedContent;
  readonly members: SnapshotManifest['members'];
}

function manifestOf(
  {adapters, loaded}: ClusterContext,
  {member, hasQuorum, teller}: ToldSource,
  {digest: {sizeBytes, sha256}, content, members}: SavedFacts,
): SnapshotManifest {
  return {
    schemaVersion: 1,
    cluster: loaded.spec.cluster,
    clusterId: member.status.clusterId,
    members,
    from: member.name,
    hadQuorum: hasQuorum,
    ...content,
    etcdVersion: teller.version,
    sizeBytes,
    sha256,
    savedAt: adapters.clock.now().toISOString(),
  };
}

interface ToldSource extends Source {
  readonly teller: Teller;
}

async function saveFrom(
  context: ClusterContext,
  source: ToldSource,
  {target, bin}: {target: SnapshotTarget; bin: EtcdBinDir},
): Promise<SaveResult> {
  const {adapters} = context;
  const {member} = source;
  const {part} = target;
  const save = async (): Promise<SaveResult> => {
    const digest = await receiveSnapshot(adapters, member, part);
    assertDigest(digest, member.clientUrl);
    const content = await contentOf(adapters, member, {bin, path: part, sizeBytes: digest.sizeBytes});
    const members = source.teller.members ?? (await storedMembers(adapters, part));
    const manifest = manifestOf(context, source, {digest, content, members});
    const {path, manifestPath} = await target.put(part, manifest);
    const {sizeBytes, sha256, revision, totalKeys, keys, authEnabled, etcdVersion, storageVersion} = manifest;
    adapters.progress.note(`Saved ${printable(basename(path))}`);
    return {
      ...{path, manifestPath, from: member.name, hadQuorum: source.hasQuorum, verified: true},
      ...{sizeBytes, sha256, revision, totalKeys, etcdVersion},
      ...(keys === undefined ? {} : {keys}),
      ...(authEnabled === undefined ? {} : {authEnabled}),
      ...(storageVersion === undefined ? {} : {storageVersion}),
    };
  };
  // Where the part stays, the next save removes it.
  return thenTidy(save, () => adapters.files.removeScratch(part));
}

/** Saves the database of one member, proven while it is written, with a manifest beside it. */
export async function saveSnapshot(context: ClusterContext, request: SaveRequest): Promise<SaveResult> {
  const {adapters, loaded} = context;
  const path = request.path === undefined ? undefined : resolve(adapters.cwd, request.path);
  const target = await chooseTarget(adapters, {specFolder: loaded.folder, path});
  const {folder} = target;
  if (path !== undefined) await assertFreePath(context, path);
  const bin = await resolveEtcd(adapters, loaded.spec);
  adapters.progress.update('Looking for a member that is up to date');
  const source = await findSource(context, request.from);
  for (const warning of source.warnings) adapters.progress.warn(warning);
  const teller = await tellerOf(adapters, source);
  const {dbSizeBytes} = teller;
  await assertRoom(context, folder, dbSizeBytes);
  const {name: from} = source.member;
  if (request.dryRun)
    return {
      ...{path: path ?? folder, from, sizeBytes: dbSizeBytes},
      ...{hadQuorum: source.hasQuorum, verified: false, dryRun: true},
    };
  return withSnapshots(context, 'snapshot save', async () => {
    await adapters.files.ensureDir(folder, 0o700);
    await target.tidy();
    return saveFrom(context, {...source, teller}, {target, bin});
  });
}
