import type {RunHeader} from '../../engine/journal-records.js';
import type {PlannedStep} from '../../engine/step.js';
import type {ActionInputs, ActionName, PlannedAction} from '../steps/actions.js';

export interface EndedRun {
  readonly header: Pick<RunHeader, 'id' | 'workflow' | 'steps'>;
  /** What came of it; a run that is not over is in the way of every other. */
  readonly end: string | undefined;
}

/** A restore that can be taken back. */
export interface FoundRestore {
  readonly id: string;
  readonly swaps: readonly ActionInputs['swap-dir'][];
  readonly spec: ActionInputs['write-spec'];
  readonly record: ActionInputs['record-cluster'];
}

function inputsOf<A extends ActionName>(steps: readonly PlannedStep[], action: A): ActionInputs[A][] {
  return (steps as readonly PlannedAction[])
    .filter(step => step.action === action)
    .map(step => step.input as ActionInputs[A]);
}

/** Where any restore has left what was before. */
export function asidesOf(runs: readonly EndedRun[]): string[] {
  const restores = runs.filter(({header}) => header.workflow === 'snapshot restore');
  return restores.flatMap(({header}) => inputsOf(header.steps, 'swap-dir').map(({swap}) => swap.aside));
}

/** Directories that a restore left, and that a later undo has put back. */
function undoneBy(runs: readonly EndedRun[]): Set<string> {
  const undos = runs.filter(({header, end}) => header.workflow === 'snapshot undo' && end === 'done');
  return new Set(
    undos.flatMap(({header}) => inputsOf(header.steps, 'swap-dir').map(({swap}) => swap.incoming)),
  );
}

/**
 * The last restore that was not taken back yet; undefined where there is none.
 * @param runs the newest first
 * @param kept directories that are there
 */
export function findRestore(runs: readonly EndedRun[], kept: ReadonlySet<string>): FoundRestore | undefined {
  const undone = undoneBy(runs);
  for (const {header, end} of runs) {
    if (header.workflow !== 'snapshot restore' || end === 'refused') continue;
    const swaps = inputsOf(header.steps, 'swap-dir');
    const isKept = swaps.some(({swap}) => kept.has(swap.aside));
    if (swaps.some(({swap}) => undone.has(swap.aside)) || (end === 'aborted' && !isKept)) continue;
    const [spec] = inputsOf(header.steps, 'write-spec');
    const [record] = inputsOf(header.steps, 'record-cluster');
    if (spec !== undefined && record !== undefined) return {id: header.id, swaps, spec, record};
  }
  return undefined;
}
