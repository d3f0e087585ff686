import {formatBytes} from '../domain/text/bytes.js';
import {asRoot} from '../domain/snapshots/as-root.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {plural} from '../domain/text/plural.js';
import {printable} from '../domain/text/printable.js';
import type {SaveResult} from '../workflows/snapshots/save-snapshot.js';
import {paint} from './paint.js';
import type {View} from './view.js';

const MAX_PATH = 500;

function planned({path, from, sizeBytes}: SaveResult): string {
  return [
    `Would save the database of ${from} (about ${formatBytes(sizeBytes)}) as ${printable(path, MAX_PATH)}`,
    '',
    'Next: the same line without --dry-run',
  ].join('\n');
}

/** What was saved, and how to prove that it can be restored. */
export const snapshotSaveView: View<SaveResult> = (result, options) => {
  if (result.dryRun === true) return planned(result);
  const {
    path,
    from,
    sizeBytes,
    revision,
    totalKeys,
    keys = totalKeys,
    sha256,
    etcdVersion,
    hadQuorum,
    authEnabled,
  } = result;
  const name = paint(printable(path, MAX_PATH), 'bold', options);
  return [
    name,
    `revision ${revision} · ${plural(keys ?? 0, 'key')} · ${formatBytes(sizeBytes)} · etcd ${etcdVersion} · from ${from}`,
    `sha256 ${sha256}`,
    ...(hadQuorum ? [] : [paint('There was no quorum: the newest writes may be missing.', 'red', options)]),
    '',
    `Next, to prove that it can be restored: ${etcdopsLine('snapshot', 'verify', path, '--drill', ...asRoot(authEnabled))}`,
  ].join('\n');
};
