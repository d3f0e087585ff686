import {basename} from 'node:path';

import {formatBytes} from '../domain/text/bytes.js';
import {plural} from '../domain/text/plural.js';
import {printable} from '../domain/text/printable.js';
import {shellQuote} from '../domain/text/shell-quote.js';
import type {PruneResult} from '../workflows/snapshots/prune-snapshots.js';
import {formatTable} from './table.js';
import type {View} from './view.js';

const HEADLINES = {
  done: 'Moved to the trash',
  planned: 'Would go to the trash',
  declined: 'Nothing was moved',
  'nothing-to-do': 'Nothing to move',
} as const;

function nextOf({outcome, trash}: PruneResult): string {
  if (outcome === 'done') return `rm -r ${shellQuote(trash)} gives the space back`;
  return outcome === 'planned' ? 'the same line without --dry-run' : 'etcdops snapshot list';
}

/** Each snapshot with what becomes of it and why. */
export const snapshotPruneView: View<PruneResult> = result => {
  const {kept, removed, outcome} = result;
  const bytes = removed.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
  const what = `${plural(removed.length, 'snapshot')}, ${formatBytes(bytes)}; ${kept.length} kept`;
  const rows = [
    ...removed.map(({path, savedAt}) => [printable(basename(path), 200), savedAt, 'to the trash']),
    ...kept.map(({file: {path, savedAt}, because}) => [
      printable(basename(path), 200),
      savedAt,
      `kept: ${because}`,
    ]),
  ];
  const table = rows.length === 0 ? [] : ['', formatTable(['NAME', 'SAVED', ''], rows)];
  return [`${HEADLINES[outcome]}: ${what}`, ...table, '', `Next: ${nextOf(result)}`].join('\n');
};
