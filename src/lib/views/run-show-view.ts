import type {ObservedMember} from '../domain/membership/observed.js';
import {printable} from '../domain/text/printable.js';
import type {RunDetails, ShownStep} from '../queries/show-run.js';
import {formatTable} from './table.js';
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

function memberRow({id, name, role, leader, health, version = '-'}: ObservedMember): string[] {
  return [
    name === '' ? '-' : printable(name),
    printable(id),
    leader ? 'leader' : role,
    health,
    printable(version),
  ];
}

/** What it was planned from; how the members are now is another question. */
function observedLines({observed}: RunDetails): string[] {
  if (observed === undefined) return [];
  const {members, omitted = 0, confirmed} = observed;
  const unsure = confirmed ? '' : ', as a member without a quorum told it';
  const table = formatTable(['NAME', 'ID', 'ROLE', 'HEALTH', 'VERSION'], members.map(memberRow));
  return [
    `Members when it was planned${unsure}:`,
    ...table.split('\n').map(line => `  ${line}`),
    ...(omitted === 0 ? [] : [`  and ${omitted} more`]),
  ];
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
    ...observedLines(run),
    ...steps.map(stepLine),
    ...(failure === undefined
      ? []
      : [`Stopped at ${printable(failure.step)}: ${printable(failure.message, 600)}`]),
    '',
    `Next: ${nextOf(run)}`,
  ].join('\n');
};
