import {constants, promises as fs} from 'node:fs';
import {basename, join} from 'node:path';

import type {DatabaseFacts} from '../../domain/etcd-data/database-facts.js';
import type {LogFacts} from '../../domain/etcd-data/wal-end.js';
import {WAL_HEAD_BYTES, walIdentityOf, type WalIdentity} from '../../domain/etcd-data/wal-identity.js';
import type {NamedDataDirs} from '../../domain/machine/data-dirs.js';
import type {DataDirFact} from '../../domain/rules/cluster.js';
import {systemErrorCode} from '../../errors/ops-error.js';
import {orAbsent} from '../files/absent.js';
import {factOfFile} from '../files/file-facts.js';
import {NoBoltFile} from './bolt-file.js';
import {readDatabase} from './database.js';
import {isInUse} from './in-use.js';
import {readLogEnd} from './log-end.js';

/** Data of etcd on the disk. It is only looked at, and a member may run on it meanwhile. */
export interface EtcdData {
  /** Of absolute paths. Undefined where the folder above is not there either, or where something may not be looked at. */
  lookAt(dirs: NamedDataDirs): Promise<DataDirFact | undefined>;
  /** Of a database on which no member runs, or a snapshot; undefined where it is none, damaged, or may not be read. */
  database(path: string): Promise<DatabaseFacts | undefined>;
  /** The log in a folder; undefined where none is, or it may not be read. */
  log(folder: string): Promise<LogFacts | undefined>;
  /** Whether a process of this machine has a database open to write into it, as a member has that runs. */
  isInUse(path: string): Promise<boolean>;
}

/** A log has five files unless told otherwise; each of them names the member. */
const MAX_NAMES = 10_000;
/** As etcd names them: number and index of the first record. */
const WAL_FILE = /^[\da-f]{16}-[\da-f]{16}\.wal$/;
/** What etcd itself leaves behind in the folder of a log, with or without a log. */
const LEFT_BEHIND = /\.(?:tmp|touch|broken)$/;

function exists(path: string): Promise<boolean> {
  return orAbsent(false, async () => (await fs.stat(path), true));
}

/** etcd goes by the names in the data directory: a link that leads nowhere counts too. */
function isNamed(path: string): Promise<boolean> {
  return orAbsent(false, async () => (await fs.lstat(path), true));
}

/** Names in a folder in no order, at most so many; none where no folder is. */
function namesIn(folder: string): Promise<string[]> {
  return orAbsent([], async () => {
    const names: string[] = [];
    for await (const {name} of await fs.opendir(folder)) {
      if (names.push(name) === MAX_NAMES) break;
    }
    return names;
  });
}

/** etcd takes every file with that ending for a sign that it has run before. */
function hasWalIn(names: readonly string[]): boolean {
  return names.some(name => name.endsWith('.wal'));
}

async function readHead(path: string): Promise<Uint8Array | undefined> {
  // O_NONBLOCK: a FIFO without a writer would hang the open for ever.
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) return undefined;
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(WAL_HEAD_BYTES), 0, WAL_HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function identityIn(folder: string, names: readonly string[]): Promise<WalIdentity | undefined> {
  const newest = names
    .filter(name => WAL_FILE.test(name))
    .sort()
    .at(-1);
  const head =
    newest === undefined ? undefined : await orAbsent(undefined, () => readHead(join(folder, newest)));
  return head === undefined ? undefined : walIdentityOf(head);
}

/** A snapshot that another member sent brings its database along. */
function needsDb(names: readonly string[]): boolean {
  return names.some(name => name.endsWith('.snap')) && !names.some(name => name.endsWith('.snap.db'));
}

type WalPart = Pick<
  DataDirFact,
  'hasWal' | 'hasPassedOverWal' | 'isWalBelowFile' | 'inPlaceOfWal' | 'clusterId' | 'memberId'
>;

/** What keeps etcd from making its log in a `wal-dir` in peace. */
async function obstacleIn(
  walDir: string,
  names: readonly string[],
): Promise<Pick<DataDirFact, 'isWalBelowFile' | 'inPlaceOfWal'>> {
  const stranger = names.find(name => !LEFT_BEHIND.test(name));
  if (stranger !== undefined) return {inPlaceOfWal: stranger};
  const fact = await factOfFile(walDir);
  if (fact?.isBelowFile) return {isWalBelowFile: true};
  return fact === undefined || fact.kind === 'folder' || fact.kind === 'absent'
    ? {}
    : {inPlaceOfWal: basename(walDir)};
}

async function lookAtWal(ownWal: string, walDir: string | undefined): Promise<WalPart> {
  const folder = walDir ?? ownWal;
  const names = await namesIn(folder);
  const hasWal = hasWalIn(names);
  if (walDir === undefined) return hasWal ? {hasWal, ...(await identityIn(folder, names))} : {hasWal};
  const passedOver = hasWalIn(await namesIn(ownWal)) ? {hasPassedOverWal: true as const} : {};
  const rest = await (hasWal ? identityIn(folder, names) : obstacleIn(walDir, names));
  return {hasWal, ...passedOver, ...rest};
}

/** The folder itself; undefined where neither it nor the folder in which etcd would make it is there. */
async function lookAtFolder(
  dataDir: string,
): Promise<Pick<DataDirFact, 'path' | 'kind' | 'mode'> | undefined> {
  const fact = await factOfFile(dataDir);
  return fact === undefined
    ? undefined
    : {...fact, path: await orAbsent(dataDir, () => fs.realpath(dataDir))};
}

const NOTHING = {hasMember: false, hasProxy: false, hasWal: false, hasDb: false};

async function lookAt({dataDir, walDir}: NamedDataDirs): Promise<DataDirFact | undefined> {
  const folder = await lookAtFolder(dataDir);
  if (folder === undefined) return undefined;
  if (folder.kind !== 'folder' && walDir === undefined) return {...folder, ...NOTHING};
  const member = join(dataDir, 'member');
  const [hasMember, hasProxy, hasDb, snapshots, wal] = await Promise.all([
    isNamed(member),
    isNamed(join(dataDir, 'proxy')),
    exists(join(member, 'snap', 'db')),
    namesIn(join(member, 'snap')),
    lookAtWal(join(member, 'wal'), walDir),
  ]);
  const snapshot = needsDb(snapshots) ? {hasSnapshot: true as const} : {};
  return {...folder, hasMember, hasProxy, hasDb, ...snapshot, ...wal};
}

async function readLog(folder: string): Promise<LogFacts | undefined> {
  const names = await namesIn(folder);
  const end = await readLogEnd(folder, names);
  return end === undefined ? undefined : {...end, ...(await identityIn(folder, names))};
}

/** Half of an answer would be taken for what is not there. */
async function whole<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (systemErrorCode(error) !== undefined || error instanceof NoBoltFile) return undefined;
    throw error;
  }
}

export const etcdData: EtcdData = {
  lookAt: dirs => whole(() => lookAt(dirs)),
  database: path => whole(() => readDatabase(path)),
  log: folder => whole(() => readLog(folder)),
  isInUse,
};
