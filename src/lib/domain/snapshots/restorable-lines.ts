import {compareVersions, ETCD_LINES, lineOf, type EtcdLine} from '../etcd-version/version.js';

export interface SnapshotOrigin {
  /** In the file from 3.6 on. */
  readonly storageVersion?: string | undefined;
  /** From the manifest. */
  readonly etcdVersion?: string | undefined;
}

/** The newest line whose files do not say of which line they are. */
const NEWEST_UNMARKED: EtcdLine = '3.5';

/** The lines of etcd that start on data of a version as it lies there: its own, and the one after. */
export function runnableLines(version: string): readonly EtcdLine[] {
  const own = ETCD_LINES.findIndex(line => line === lineOf(version));
  return own === -1 ? [] : ETCD_LINES.slice(own, own + 2);
}

/**
 * The lines of etcd that run on what a restore makes: that of the data and every newer one. From 3.6 on etcd refuses the
 * data of a newer line; 3.4 and 3.5 do not look, and are not made for it.
 */
export function restorableLines({storageVersion, etcdVersion}: SnapshotOrigin): readonly EtcdLine[] {
  const oldest = lineOf(storageVersion ?? etcdVersion ?? `${NEWEST_UNMARKED}.0`);
  return ETCD_LINES.filter(line => compareVersions(`${line}.0`, `${oldest}.0`) >= 0);
}
