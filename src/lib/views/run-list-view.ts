import {printable} from '../domain/text/printable.js';
import type {ListedRun} from '../queries/run-journals.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

function outcomeText({outcome}: ListedRun, options: ViewOptions): string {
  if (outcome === 'done') return paint(outcome, 'green', options);
  return outcome === 'aborted' || outcome === 'refused' ? outcome : paint(outcome, 'yellow', options);
}

function nextOf(runs: readonly ListedRun[]): string {
  if (runs.some(({outcome}) => outcome === 'running')) return 'etcdops status --watch';
  if (runs.some(({aborting}) => aborting === true)) return 'etcdops run abort goes on undoing it';
  const open = runs.find(({resumable}) => resumable);
  if (open !== undefined) return 'etcdops run resume, or etcdops run abort';
  const unreadable = runs.find(({outcome}) => outcome === 'unreadable');
  return `etcdops run show ${(unreadable ?? runs[0]!).id}`;
}

/** Every run that has a journal, the newest first. */
export const runListView: View<{readonly runs: readonly ListedRun[]}> = ({runs}, options) => {
  if (runs.length === 0) return 'No run has changed this cluster yet.\n\nNext: etcdops status';
  const rows = runs.map(run => [
    printable(run.id),
    printable(run.workflow),
    printable(run.startedAt),
    outcomeText(run, options),
  ]);
  return `${formatTable(['RUN', 'WORKFLOW', 'STARTED', 'OUTCOME'], rows)}\n\nNext: ${nextOf(runs)}`;
};
