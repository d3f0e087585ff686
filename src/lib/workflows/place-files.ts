import {basename, dirname, join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {Lock} from '../adapters/files/lock.js';
import {LOCK_FILE, SCHEMA_FILE, SPEC_FILE, STAGING_DIR, STATE_DIR} from '../domain/layout/layout.js';
import {PKI_DIR_MODE} from '../domain/pki/cert-specs.js';
import {PKI_DIR} from '../domain/pki/pki-layout.js';
import {OpsError} from '../errors/ops-error.js';
import type {PendingFile} from '../queries/render-artifacts.js';
import {inParallel, mapInParallel} from './in-parallel.js';

/** In the staging folder: the paths that are about to be put in place. Its presence means "not finished". */
const MANIFEST = 'manifest.json';

type Placer = Pick<Adapters, 'files' | 'acquireLock'>;

/** What stands in the way, shown up to a few names. */
function occupied(folder: string, paths: readonly string[]): OpsError {
  const shown = paths.slice(0, 3).join(', ');
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  const hints = paths.includes(SPEC_FILE)
    ? ['etcdops up brings the cluster of this folder up', 'or choose another folder: --dir DIR']
    : ['choose another folder: --dir DIR', 'or move these files away'];
  return new OpsError('E_DIR_OCCUPIED', `${folder} already holds ${shown}${more}; nothing was written`, {
    hints,
  });
}

/** Turns a failure of the first write into a word about the folder, whose name the user gave. */
function unusable(folder: string, error: unknown): OpsError {
  const reason = error instanceof Error ? error.message : String(error);
  return new OpsError('E_DIR_UNUSABLE', `${folder} cannot be used: ${reason}`, {
    cause: error,
    hints: ['choose another folder: --dir DIR'],
  });
}

/** Makes the private state folder with its own .gitignore. */
export async function ensureStateDir({files}: Pick<Adapters, 'files'>, folder: string): Promise<void> {
  const stateDir = join(folder, STATE_DIR);
  for (const dir of [stateDir, ...['data', 'logs', 'pids'].map(name => join(stateDir, name))]) {
    await files.ensureDir(dir, 0o700);
  }
  if (!(await files.exists(join(stateDir, '.gitignore')))) {
    await files.writeAtomic(
      join(stateDir, '.gitignore'),
      '# Data, logs and pids of a cluster: never in version control.\n*\n',
    );
  }
}

/** The schema that the first line of the spec names for editors: after a clone it is missing, after an update it is old. */
export async function ensureSchema(
  {files, packageDir}: Pick<Adapters, 'files' | 'packageDir'>,
  folder: string,
): Promise<void> {
  const path = join(folder, SCHEMA_FILE);
  const [wanted, found] = await Promise.all([
    files.readText(join(packageDir, 'schema', basename(SCHEMA_FILE))),
    files.readText(path),
  ]);
  if (wanted !== undefined && wanted !== found) await files.writeAtomic(path, wanted);
}

/** Takes the lock of the cluster in a folder. */
export function lockFolder(
  {acquireLock}: Pick<Adapters, 'acquireLock'>,
  folder: string,
  command: string,
): Promise<Lock> {
  return acquireLock(join(folder, LOCK_FILE), command);
}

async function unfinishedPaths({files}: Pick<Adapters, 'files'>, folder: string): Promise<Set<string>> {
  const text = await files.readText(join(folder, STAGING_DIR, MANIFEST));
  return new Set(text === undefined ? [] : (JSON.parse(text) as string[]));
}

/**
 * Which of the paths exist already and are not left over from a bootstrap that was killed while putting its files in
 * place.
 */
export async function conflictingPaths(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  paths: readonly string[],
): Promise<string[]> {
  if (await files.exists(join(folder, SPEC_FILE))) return [SPEC_FILE];
  const unfinished = [...(await unfinishedPaths({files}, folder))];
  // A folder that is asked for is ours where something of ours is to go below it.
  const ours = new Set(unfinished.flatMap(path => [path, path.split('/')[0]!]));
  const found = await Promise.all(
    paths
      .filter(path => !ours.has(path))
      .map(async path => ((await files.exists(join(folder, path))) ? path : undefined)),
  );
  return found.filter(path => path !== undefined);
}

export interface Claim {
  readonly lock: Lock;
  /** Gives the folder back as it was, as far as this claim made anything in it. */
  readonly undo: () => Promise<void>;
}

async function findConflicts(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  paths: readonly string[],
): Promise<string[]> {
  try {
    if ((await files.exists(folder)) && !(await files.isDirectory(folder))) {
      throw new OpsError('E_DIR_UNUSABLE', `${folder} is not a folder`, {
        hints: ['choose another one: --dir DIR'],
      });
    }
    return await conflictingPaths({files}, folder, paths);
  } catch (error) {
    // What cannot even be looked at is a folder that cannot be used.
    const isOurs = error instanceof OpsError && error.code !== 'E_FILE_UNREADABLE';
    throw isOurs ? error : unusable(folder, error);
  }
}

/**
 * Prepares a folder for a new cluster and takes its lock. Throws where the folder cannot be used or holds something.
 * @param paths what is going to be written, relative to the folder
 */
export async function claimFolder(
  {files, acquireLock}: Placer,
  folder: string,
  paths: readonly string[],
): Promise<Claim> {
  const before = await findConflicts({files}, folder, paths);
  if (before.length > 0) throw occupied(folder, before);
  const stateDir = join(folder, STATE_DIR);
  const isNew = !(await files.exists(stateDir));
  // The manifest of an earlier attempt says which files in the folder are ours: without it they would be in the way.
  const wasBegun = (await unfinishedPaths({files}, folder)).size > 0;
  const undo = async (): Promise<void> => {
    if (!wasBegun) await files.removeScratch(isNew ? stateDir : join(folder, STAGING_DIR));
  };
  let lock: Lock;
  try {
    await ensureStateDir({files}, folder);
    lock = await lockFolder({acquireLock}, folder, 'bootstrap');
  } catch (error) {
    if (error instanceof OpsError && error.code === 'E_LOCKED') throw error;
    if (isNew) await undo();
    throw unusable(folder, error);
  }
  // Between the look and the lock another bootstrap may have finished.
  const conflicts = await conflictingPaths({files}, folder, paths);
  if (conflicts.length === 0) return {lock, undo};
  await lock.release();
  throw occupied(folder, conflicts);
}

/** Where keys lie nobody else may look. */
function dirMode(dir: string): number {
  return dir === PKI_DIR || dir.startsWith(`${PKI_DIR}/`) ? PKI_DIR_MODE : 0o755;
}

/** Renames staged files into place: a new folder as a whole, file by file into one that is there already. */
async function putInPlace(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  const staging = join(folder, STAGING_DIR);
  const entries = [...new Set(paths.map(path => path.split('/')[0]!))];
  const isThere = await mapInParallel(entries, entry => files.exists(join(folder, entry)));
  const standing = new Set(entries.filter((_entry, index) => isThere[index]));
  const inStanding = paths.filter(path => standing.has(path.split('/')[0]!));
  const dirs = [...new Set(inStanding.map(path => dirname(path)))];
  await inParallel(dirs, dir => files.ensureDir(join(folder, dir), dirMode(dir)));
  await inParallel([...entries.filter(entry => !standing.has(entry)), ...inStanding], path =>
    files.rename(join(staging, path), join(folder, path)),
  );
}

/** The folders to stage in, without what an attempt before this one left there: they are renamed as a whole. */
async function makeStaging(
  {files}: Pick<Adapters, 'files'>,
  staging: string,
  pending: readonly PendingFile[],
): Promise<void> {
  const left = (await files.list(staging)).filter(entry => entry !== MANIFEST);
  await inParallel(left, entry => files.removeScratch(join(staging, entry)));
  await files.ensureDir(staging, 0o700);
  const dirs = [...new Set(pending.map(({path}) => dirname(path)))];
  await inParallel(dirs, dir => files.ensureDir(join(staging, dir), dirMode(dir)));
}

/**
 * The files of a new cluster are written so that a kill at any moment leaves either nothing that counts or the whole:
 * all go to a staging folder first, then each is renamed into place, the spec last. This is the first half; where it
 * fails nothing counts.
 */
export async function stageFiles(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  pending: readonly PendingFile[],
): Promise<void> {
  const staging = join(folder, STAGING_DIR);
  const known = await unfinishedPaths({files}, folder);
  const paths = [...new Set([...known, ...pending.map(({path}) => path)])];
  const orUnusable = (write: Promise<void>): Promise<void> =>
    write.catch((error: unknown) => {
      throw unusable(folder, error);
    });
  await orUnusable(makeStaging({files}, staging, pending));
  await inParallel(pending, async ({path, text, mode}) =>
    orUnusable(files.writeScratch(join(staging, path), await text(), {mode})),
  );
  await orUnusable(files.writeAtomic(join(staging, MANIFEST), JSON.stringify(paths)));
}

/** The second half: the files get their names. Killed or failed, it is finished by the same command again. */
export async function placeStaged(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  const staging = join(folder, STAGING_DIR);
  await putInPlace(
    {files},
    folder,
    paths.filter(path => path !== SPEC_FILE),
  );
  await files.rename(join(staging, SPEC_FILE), join(folder, SPEC_FILE));
  await files.removeScratch(staging);
}
