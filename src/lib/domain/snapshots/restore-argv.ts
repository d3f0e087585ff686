import {has} from '../etcd-version/capabilities.js';

export interface RestoreCommand {
  /** Of the etcd whose tool it is. */
  readonly version: string;
  readonly snapshotPath: string;
  readonly name: string;
  /** `infra0=http://…,infra1=http://…` */
  readonly initialCluster: string;
  readonly peerUrl: string;
  readonly token: string;
  /** Must not exist. */
  readonly dataDir: string;
  /** Must not exist. */
  readonly walDir?: string;
  /** A copied database has no digest to be checked. */
  readonly skipHashCheck: boolean;
  readonly bumpRevision?: number;
}

/** 3.4 has no etcdutl; from 3.6 on `etcdctl snapshot restore` prints its help, restores nothing and says that all is well. */
export function snapshotTool(version: string): 'etcdutl' | 'etcdctl' {
  return has(version, 'etcdutl') ? 'etcdutl' : 'etcdctl';
}

export function restoreArgv(command: RestoreCommand): string[] {
  const {snapshotPath, name, initialCluster, peerUrl, token, dataDir, walDir} = command;
  return [
    'snapshot',
    'restore',
    snapshotPath,
    `--name=${name}`,
    `--initial-cluster=${initialCluster}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster-token=${token}`,
    `--data-dir=${dataDir}`,
    ...(walDir === undefined ? [] : [`--wal-dir=${walDir}`]),
    ...(command.skipHashCheck ? ['--skip-hash-check'] : []),
    ...(command.bumpRevision === undefined
      ? []
      : [`--bump-revision=${command.bumpRevision}`, '--mark-compacted']),
  ];
}
