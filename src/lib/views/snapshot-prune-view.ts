import {basename} from 'node:path';

import type {SavedFile} from '../domain/snapshots/saved-snapshot.js';
import {formatBytes} from '../domain/text/bytes.js';
import {plural} from '../domain/text/plural.js';
import {printable} from '../domain/text/printable.js';
import {toSecond} from '../domain/text/to-second.js';
import type {PruneResult} from '../workflows/snapshots/prune-snapshots.js';
import {formatTable} from './table.js';
import type {View} from './view.js';

const HEADLINES = {
  done: ['Moved to the trash', 'Deleted from it'],
  planned: ['Would go to the trash', 'Would be deleted from it'],
  declined: ['Nothing was moved', 'Nothing was deleted'],
  'nothing-to-do': ['Nothing to move', 'Nothing to delete'],
} as const;

function amount(files: readonly SavedFile[]): string {
  const bytes = files.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
  return `${plural(files.length, 'snapshot')}, ${formatBytes(bytes)}`;
}

/** Whether anything that is moved to the trash stays there. */
function isLeft({removed, deleted}: Pick<PruneResult, 'removed' | 'deleted'>): boolean {
  return removed.some(({path}) => !deleted.some(file => file.path === path));
}

function nextOf({outcome, ...files}: PruneResult): string {
  if (outcome === 'planned') return 'Next: the same line without --dry-run';
  return outcome === 'done' && isLeft(files)
    ? 'Next, to get the space back at once: the same line with --trash-days 0'
    : 'Next: etcdops snapshot list';
}

/** What whoever runs it is asked. */
export function snapshotPruneQuestion({removed, deleted}: PruneResult): string {
  if (deleted.length === 0) return 'Move them to the trash?';
  const what = `Delete ${plural(deleted.length, 'snapshot')} for good`;
  return isLeft({removed, deleted}) ? `${what}, and move the others to the trash?` : `${what}?`;
}

/** Each snapshot with what becomes of it and why: for who is asked whether that is to be. */
export const snapshotPrunePlan: View<PruneResult> = ({kept, removed, deleted, outcome}) => {
  const [moves, deletes] = HEADLINES[outcome];
  const name = ({path}: SavedFile): string => printable(basename(path), 200);
  const isDeleted = ({path}: SavedFile): boolean => deleted.some(file => file.path === path);
  const rows = [
    ...removed.map(file => [name(file), isDeleted(file) ? 'to the trash and deleted' : 'to the trash']),
    ...deleted
      .filter(({path}) => !removed.some(file => file.path === path))
      .map(file => [name(file), `deleted: in the trash since ${toSecond(file.trashedAt)}`]),
    ...kept.map(({file, because}) => [name(file), `kept: ${because}`]),
  ];
  return [
    `${moves}: ${amount(removed)}; ${kept.length} kept`,
    ...(deleted.length === 0 ? [] : [`${deletes}: ${amount(deleted)}`]),
    ...(rows.length === 0 ? [] : ['', formatTable(['NAME', ''], rows)]),
  ].join('\n');
};

/** The same, with what comes next. */
export const snapshotPruneView: View<PruneResult> = (result, options) => {
  const what = result.outcome === 'declined' ? 'Nothing was moved.' : snapshotPrunePlan(result, options);
  return [what, '', nextOf(result)].join('\n');
};
