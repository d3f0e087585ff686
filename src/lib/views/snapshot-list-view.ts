import {basename} from 'node:path';

import {asRoot} from '../domain/snapshots/as-root.js';
import type {SavedFile} from '../domain/snapshots/saved-snapshot.js';
import {formatBytes} from '../domain/text/bytes.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {toSecond} from '../domain/text/to-second.js';
import {printable} from '../domain/text/printable.js';
import type {SnapshotListing} from '../queries/snapshots/list-snapshots.js';
import {paint} from './paint.js';
import {columnTable, type Column} from './table.js';
import type {View, ViewOptions} from './view.js';

function stateOf({doubt, isAhead, manifest}: SavedFile, options: ViewOptions): string {
  if (doubt !== undefined) return paint(printable(doubt), 'yellow', options);
  if (isAhead === true) return paint('saved in the future: look at the clock', 'yellow', options);
  return manifest?.hadQuorum === false
    ? paint('without quorum', 'yellow', options)
    : paint('verified at save', 'green', options);
}

const COLUMNS: readonly Column<SavedFile>[] = [
  {header: 'NAME', cell: ({path}) => printable(basename(path), 200)},
  {header: 'SAVED', cell: ({savedAt}) => toSecond(savedAt), isExtra: true},
  {
    header: 'REVISION',
    cell: ({manifest}) => (manifest === undefined ? '-' : String(manifest.revision)),
  },
  {header: 'SIZE', cell: ({sizeBytes}) => formatBytes(sizeBytes)},
  {header: 'ETCD', cell: ({manifest}) => manifest?.etcdVersion ?? '-', isExtra: true},
  {header: 'FROM', cell: ({manifest}) => printable(manifest?.from ?? '-'), isExtra: true},
  {header: 'STATE', cell: stateOf},
];

/** The snapshots of a folder, the newest first. */
export const snapshotListView: View<SnapshotListing> = ({folder, snapshots}, options) => {
  const [newest] = snapshots;
  if (newest === undefined)
    return `There is no snapshot in ${printable(folder, 500)}.\n\nNext: etcdops snapshot save`;
  const table = columnTable(COLUMNS, snapshots, options);
  return [
    printable(folder, 500),
    '',
    table,
    '',
    `Next: ${etcdopsLine('snapshot', 'verify', newest.path, '--drill', ...asRoot(newest.manifest?.authEnabled))}`,
  ].join('\n');
};
