import type {Journal} from './journal.js';
import type {Step} from './step.js';

export interface UndoOptions {
  readonly signal: AbortSignal;
  readonly journal: Journal;
  /** A point of no return that was passed, and whose end nobody has noted: from then on it counts as what it is. */
  readonly passed?: Pick<Step, 'id'>;
  readonly onStart: (step: Step) => void;
  readonly onUndone: (step: Step) => void;
}

/** Brings back what was before the steps, in the order given. Killed in between, the same again goes on. */
export async function undoSteps(
  steps: readonly Step[],
  {signal, journal, passed, onStart, onUndone}: UndoOptions,
): Promise<void> {
  if (passed !== undefined) await journal.step('finished', passed.id);
  await journal.aborting();
  for (const step of steps) {
    signal.throwIfAborted();
    await journal.step('undoing', step.id);
    onStart(step);
    await step.undo?.();
    await journal.step('undone', step.id);
    onUndone(step);
  }
  await journal.ended('aborted');
}
