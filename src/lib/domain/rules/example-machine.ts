import {dataDirsOf} from '../machine/data-dirs.js';
import type {TlsFileFact} from '../pki/tls-file.js';
import type {DataDirFact, FileFact, MachineFacts} from './cluster.js';

/** What the machine of an example has, by path as its files name it. */
export interface ExampleMachine {
  readonly files?: Readonly<Record<string, FileFact>>;
  /** What its clock says, where that decides. */
  readonly now?: Date;
  /** What etcd finds in files for TLS. */
  readonly tlsFiles?: Readonly<Record<string, TlsFileFact>>;
  /** A folder with mode 0700, and nothing in it but what is named. */
  readonly dataDirs?: Readonly<Record<string, Partial<DataDirFact>>>;
  /** Of the cluster that etcdops made in this folder. */
  readonly ownClusterId?: string;
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

export function factsOfExample({
  now = new Date(0),
  files = {},
  tlsFiles = {},
  dataDirs = {},
  ownClusterId,
}: ExampleMachine): MachineFacts {
  return {
    now,
    ...(ownClusterId === undefined ? {} : {ownClusterId}),
    file: (_, path) => files[path],
    tlsFile: (_, path) => tlsFiles[path],
    isIssuedBy: (certificate, {subject}) => certificate.issuer === subject,
    dataDir(process) {
      const path = dataDirsOf(process)?.dataDir;
      const fact = path === undefined ? undefined : dataDirs[path];
      return path === undefined || fact === undefined ? undefined : wholeFact(path, fact);
    },
  };
}
