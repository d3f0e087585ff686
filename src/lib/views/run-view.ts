import type {RunReport, StepReport} from '../engine/step.js';
import {formatDurationMs} from '../domain/text/duration.js';
import {wrapWords} from '../domain/text/wrap-words.js';
import {paint} from './paint.js';
import type {View, ViewOptions} from './view.js';

const MARK: Readonly<Record<StepReport['outcome'], string>> = {
  ran: '✓',
  skipped: '-',
  todo: '·',
  failed: '✗',
};

function stepLine({title, outcome, irreversible, durationMs}: StepReport, options: ViewOptions): string {
  const time =
    outcome === 'ran' && durationMs !== undefined
      ? paint(` ${formatDurationMs(durationMs)}`, 'dim', options)
      : '';
  const note = outcome === 'skipped' ? paint(' (already so)', 'dim', options) : '';
  return `  ${MARK[outcome]} ${title}${irreversible ? ' (cannot be undone by etcdops)' : ''}${note}${time}`;
}

/** The steps that a run would take. */
export function formatPlan(run: RunReport, options: ViewOptions): string {
  const first = run.steps.findIndex(({outcome}) => outcome === 'todo');
  // What is so by now may be otherwise once the steps before it are done.
  const shown = run.steps.map((step, index) =>
    first !== -1 && index > first && step.outcome === 'skipped' ? {...step, outcome: 'todo' as const} : step,
  );
  return ['Plan:', ...shown.map(step => stepLine(step, options))].join('\n');
}

export interface ShownRun {
  readonly run: RunReport;
  /** False where somebody was shown the plan and declined it. */
  readonly agreed: boolean;
  /** What to say when it is done, and what to type next. */
  readonly done: string;
  /** What carries a plan out, where that is another command. */
  readonly next?: string;
}

/** Broken between words; what is to be typed has a line of its own, or a margin, and stays whole. */
function fitting(done: string, {width}: ViewOptions): string {
  return done
    .split('\n')
    .flatMap(line => (line.length <= width ? [line] : line.split(/ (?=Next: )/)))
    .map(line => (/^(?: |Next: )/.test(line) ? line : wrapWords(line, width, '')))
    .join('\n');
}

/** A finished run: each step was said as it ended, so only the outcome and the next command are left. */
export const runView: View<ShownRun> = ({run, agreed, done, next}, options) => {
  if (!agreed) return 'Nothing was changed.';
  if (run.outcome === 'planned')
    return `${formatPlan(run, options)}\nNothing was changed. Next: ${next ?? 'the same line without --dry-run'}`;
  return run.outcome === 'nothing-to-do'
    ? 'Nothing to do: it is so already. Next: etcdops status'
    : fitting(done, options);
};
