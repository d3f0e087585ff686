import {basename} from 'node:path';

import type {SavedFile} from '../domain/snapshots/saved-snapshot.js';
import {formatBytes} from '../domain/text/bytes.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {toSecond} from '../domain/text/to-second.js';
import {printable} from '../domain/text/printable.js';
import type {SnapshotListing} from '../queries/snapshots/list-snapshots.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

function stateOf({doubt, manifest}: SavedFile, options: ViewOptions): string {
  if (doubt !== undefined) return paint(printable(doubt), 'yellow', options);
  return manifest?.hadQuorum === false
    ? paint('without quorum', 'yellow', options)
    : paint('verified at save', 'green', options);
}

interface Column {
  readonly header: string;
  readonly cell: (file: SavedFile, options: ViewOptions) => string;
  /** Only where there is room for all: names that etcdops gives hold the time and the revision. */
  readonly isExtra?: true;
}

const COLUMNS: readonly Column[] = [
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

/** A pipe, whose width nobody knows, gets all columns. */
const ALL_FROM_WIDTH = 100;

/** The snapshots of a folder, the newest first. */
export const snapshotListView: View<SnapshotListing> = ({folder, snapshots}, options) => {
  const [newest] = snapshots;
  if (newest === undefined)
    return `There is no snapshot in ${printable(folder, 500)}.\n\nNext: etcdops snapshot save`;
  const columns = COLUMNS.filter(({isExtra}) => isExtra !== true || options.width >= ALL_FROM_WIDTH);
  const table = formatTable(
    columns.map(({header}) => header),
    snapshots.map(file => columns.map(({cell}) => cell(file, options))),
  );
  return [
    printable(folder, 500),
    '',
    table,
    '',
    `Next: ${etcdopsLine('snapshot', 'verify', newest.path, '--drill')}`,
  ].join('\n');
};
