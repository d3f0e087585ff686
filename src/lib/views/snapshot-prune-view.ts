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
  if (outcome === 'done') return `Next, to get the space back: rm -r ${shellQuote(trash)}`;
  return outcome === 'planned' ? 'Next: the same line without --dry-run' : 'Next: etcdops snapshot list';
}

/** Each snapshot with what becomes of it and why: for who is asked whether that is to be. */
export const snapshotPrunePlan: View<PruneResult> = ({kept, removed, outcome}) => {
  const bytes = removed.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
  const what = `${plural(removed.length, 'snapshot')}, ${formatBytes(bytes)}; ${kept.length} kept`;
  const rows = [
    ...removed.map(({path}) => [printable(basename(path), 200), 'to the trash']),
    ...kept.map(({file: {path}, because}) => [printable(basename(path), 200), `kept: ${because}`]),
  ];
  const table = rows.length === 0 ? [] : ['', formatTable(['NAME', ''], rows)];
  return [`${HEADLINES[outcome]}: ${what}`, ...table].join('\n');
};

/** The same, with what comes next. */
export const snapshotPruneView: View<PruneResult> = (result, options) => {
  const what = result.outcome === 'declined' ? 'Nothing was moved.' : snapshotPrunePlan(result, options);
  return [what, '', nextOf(result)].join('\n');
};
