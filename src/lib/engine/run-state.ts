import type {ParsedJournal, RunEnd, StepRecord} from './journal-records.js';
import type {Step} from './step.js';

/** How far a step came, as the journal has it. What is true is for the world to say. */
export type StepProgress = 'todo' | 'started' | 'finished' | 'skipped' | 'undoing' | 'undone';

/** A run as its journal tells it. */
export interface RunState {
  /** By the id of the step; one that is not in it was not begun. */
  readonly progress: ReadonlyMap<string, StepProgress>;
  /** It is being undone, and nothing else can be done with it any more. */
  readonly aborting: boolean;
  /** Missing while it is not over. */
  readonly end?: RunEnd;
  readonly lastFailure?: Pick<StepRecord, 'step' | 'message'>;
}

/** A failure changes nothing: a step that was not begun is not, and one that was is still. */
const AFTER: Readonly<Record<Exclude<StepRecord['type'], 'failed'>, StepProgress>> = {
  started: 'started',
  finished: 'finished',
  skipped: 'skipped',
  undoing: 'undoing',
  undone: 'undone',
};

export function runStateOf({records}: Pick<ParsedJournal, 'records'>): RunState {
  const progress = new Map<string, StepProgress>();
  let aborting = false;
  let end: RunEnd | undefined;
  let lastFailure: RunState['lastFailure'];
  for (const record of records) {
    if ('step' in record) {
      if (record.type === 'failed') lastFailure = record;
      else progress.set(record.step, AFTER[record.type]);
      continue;
    }
    aborting ||= record.type === 'aborting';
    if (record.type === 'resumed') lastFailure = undefined;
    if (record.type === 'ended') end = record.outcome;
  }
  return {
    progress,
    aborting,
    ...(end === undefined ? {} : {end}),
    ...(lastFailure === undefined ? {} : {lastFailure}),
  };
}

export type RunOutcome = RunEnd | 'failed' | 'interrupted';

/** One word for how a run stands. A run that nobody ended was killed, or told to stop. */
export function outcomeOf({end, lastFailure}: RunState): RunOutcome {
  return end ?? (lastFailure === undefined ? 'interrupted' : 'failed');
}

/** Whether a step was begun and not brought back: its effect may be there, and is the run's own. */
export function isBegun({progress}: Pick<RunState, 'progress'>, id: string): boolean {
  const step = progress.get(id) ?? 'todo';
  return step === 'started' || step === 'finished' || step === 'undoing';
}

/**
 * The steps that an abort brings back, in the order in which it does: those that were begun, last first, up to the
 * last point of no return that was passed. One that was begun and not finished is passed where the world shows it.
 */
export async function stepsToUndo<S extends Pick<Step, 'id' | 'pointOfNoReturn' | 'check'>>(
  steps: readonly S[],
  state: RunState,
): Promise<{undo: S[]; barrier?: S}> {
  const undo: S[] = [];
  for (const step of steps.filter(({id}) => isBegun(state, id)).reverse()) {
    const isFinished = state.progress.get(step.id) === 'finished';
    if (step.pointOfNoReturn === true && (isFinished || (await step.check()) === 'done'))
      return {undo, barrier: step};
    undo.push(step);
  }
  return {undo};
}
