import type {InstalledEtcd, InstallResult} from '../domain/etcd-version/install.js';
import {formatTable} from './table.js';
import type {View} from './view.js';

const OUTCOME: Readonly<Record<InstalledEtcd['outcome'], string>> = {
  installed: 'installed',
  'already-there': 'was there',
  planned: 'would be installed',
};

/** What an installation brought, or would bring. */
export const etcdInstallView: View<InstallResult> = ({installed}) => {
  const rows = installed.map(({version, source, outcome, binDir}) => [
    version,
    source,
    OUTCOME[outcome],
    binDir,
  ]);
  const planned = installed.some(({outcome}) => outcome === 'planned');
  const next = planned ? 'the same line without --dry-run' : 'etcdops bootstrap static --members 3 --start';
  return `${formatTable(['VERSION', 'SOURCE', 'OUTCOME', 'FOLDER'], rows)}\n\nNext: ${next}`;
};
