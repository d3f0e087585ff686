import type {CachedEtcd} from '../domain/etcd-version/install.js';
import {formatTable} from './table.js';
import type {View} from './view.js';

/** The versions of etcd in the cache, as a table. */
export const etcdListView: View<{readonly versions: readonly CachedEtcd[]}> = ({versions}) => {
  if (versions.length === 0) return 'The cache holds no etcd.\n\nNext: etcdops etcd install';
  const rows = versions.map(({version, source, binDir}) => [version, source, binDir]);
  return `${formatTable(['VERSION', 'SOURCE', 'FOLDER'], rows)}\n\nNext: etcdops bootstrap static --members 3 --start`;
};
