import {dataDirsOf} from '../machine/data-dirs.js';
import type {DataDirFact, FileFact, MachineFacts} from './cluster.js';

/** What the machine of an example has, by path as its files name it. */
export interface ExampleMachine {
  readonly files?: Readonly<Record<string, FileFact>>;
  /** A folder with mode 0700, and nothing in it but what is named. */
  readonly dataDirs?: Readonly<Record<string, Partial<DataDirFact>>>;
}

function wholeFact(path: string, fact: Partial<DataDirFact>): DataDirFact {
  return {
    kind: 'folder',
    mode: 0o700,
    path,
    hasMember: false,
    hasProxy: false,
    hasWal: false,
    hasDb: false,
    ...fact,
  };
}

export function factsOfExample({files = {}, dataDirs = {}}: ExampleMachine): MachineFacts {
  return {
    file: (_, path) => files[path],
    dataDir(process) {
      const path = dataDirsOf(process)?.dataDir;
      const fact = path === undefined ? undefined : dataDirs[path];
      return path === undefined || fact === undefined ? undefined : wholeFact(path, fact);
    },
  };
}
