import {basename} from 'node:path';

import type {SavedFile} from '../domain/snapshots/saved-snapshot.js';
import {formatBytes} from '../domain/text/bytes.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {printable} from '../domain/text/printable.js';
import type {SnapshotListing} from '../queries/snapshots/list-snapshots.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

function stateOf({doubt, manifest}: SavedFile, options: ViewOptions): string {
  if (doubt !== undefined) return paint(printable(doubt), 'yellow', options);
  return manifest?.hadQuorum === false
    ? paint('without quorum', 'yellow', options)
    : paint('verified when saved', 'green', options);
}

function rowOf(file: SavedFile, options: ViewOptions): string[] {
  const {path, savedAt, sizeBytes, manifest} = file;
  return [
    printable(basename(path), 200),
    savedAt.replace(/\.\d+Z$/, 'Z'),
    manifest === undefined ? '-' : String(manifest.revision),
    formatBytes(sizeBytes),
    manifest?.etcdVersion ?? '-',
    printable(manifest?.from ?? '-'),
    stateOf(file, options),
  ];
}

const HEADERS = ['NAME', 'SAVED', 'REVISION', 'SIZE', 'ETCD', 'FROM', 'STATE'];

/** The snapshots of a folder, the newest first. */
export const snapshotListView: View<SnapshotListing> = ({folder, snapshots}, options) => {
  const [newest] = snapshots;
  if (newest === undefined)
    return `There is no snapshot in ${printable(folder, 500)}.\n\nNext: etcdops snapshot save`;
  const table = formatTable(
    HEADERS,
    snapshots.map(file => rowOf(file, options)),
  );
  return [
    printable(folder, 500),
    '',
    table,
    '',
    `Next: ${etcdopsLine('snapshot', 'verify', newest.path, '--drill')}`,
  ].join('\n');
};
