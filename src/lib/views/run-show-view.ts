import {printable} from '../domain/text/printable.js';
import type {RunDetails, ShownStep} from '../queries/show-run.js';
import type {View} from './view.js';

const MARK: Readonly<Record<ShownStep['progress'], string>> = {
  todo: '·',
  started: '…',
  finished: '✓',
  skipped: '-',
  undoing: '…',
  undone: '↶',
};

function stepLine({title, progress, irreversible}: ShownStep): string {
  const note = irreversible ? ' (cannot be undone by etcdops)' : '';
  return `  ${MARK[progress]} ${printable(title, 300)}${note}`;
}

function nextOf({outcome, resumable, aborting}: RunDetails): string {
  if (outcome === 'running') return 'etcdops status --watch';
  if (aborting) return 'etcdops run abort goes on undoing it';
  return resumable ? 'etcdops run resume, or etcdops run abort' : 'etcdops status';
}

/** One run with its steps as the journal has them. */
export const runShowView: View<{readonly run: RunDetails}> = ({run}) => {
  const {id, workflow, cluster, host, startedAt, outcome, failure, steps} = run;
  return [
    `Run ${id}: ${printable(workflow)} of ${printable(cluster)}, ${outcome}`,
    `begun ${printable(startedAt)} on ${printable(host)}, with ${printable(JSON.stringify(run.input), 300)}`,
    ...steps.map(stepLine),
    ...(failure === undefined
      ? []
      : [`Stopped at ${printable(failure.step)}: ${printable(failure.message, 600)}`]),
    '',
    `Next: ${nextOf(run)}`,
  ].join('\n');
};
