import {basename, dirname, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {databaseIn} from '../../domain/etcd-data/database-facts.js';
import type {Survivor} from '../../domain/snapshots/choose-survivor.js';

/** What is left of a member, and where. */
export interface SurvivorPlace {
  readonly name: string;
  /** A data directory, what is in `member` of one, or a database itself; absolute. */
  readonly path: string;
  /** Where the write-ahead log is not inside the data directory; absolute. */
  readonly walDir?: string | undefined;
}

type Observer = Pick<Adapters, 'etcdData' | 'files'>;

async function findDatabase({files}: Observer, path: string): Promise<string> {
  if ((await files.stampOf(path))?.kind === 'file') return path;
  const inner = join(path, 'snap', 'db');
  return (await files.exists(inner)) ? inner : databaseIn(path);
}

function logFolderOf(database: string): string {
  const folder = dirname(database);
  return basename(folder) === 'snap' ? join(folder, '..', 'wal') : join(folder, 'wal');
}

/** How far the database and the log of each go. Nothing is written, and nothing is started. */
export function observeSurvivors(observer: Observer, places: readonly SurvivorPlace[]): Promise<Survivor[]> {
  const {etcdData} = observer;
  const look = async ({name, path: given, walDir}: SurvivorPlace): Promise<Survivor> => {
    // What cannot be looked at has no database that can be read.
    const path = await findDatabase(observer, given).catch(() => given);
    const [database, log, isInUse] = await Promise.all([
      etcdData.database(path),
      etcdData.log(walDir ?? logFolderOf(path)),
      etcdData.isInUse(path),
    ]);
    return {
      name,
      path,
      isInUse,
      ...(database === undefined ? {} : {database}),
      ...(log === undefined ? {} : {log}),
    };
  };
  return Promise.all(places.map(look));
}
