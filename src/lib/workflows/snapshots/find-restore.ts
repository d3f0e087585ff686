import type {SpecNode} from '../../domain/spec/schema.js';
import type {RunHeader} from '../../engine/journal-records.js';
import type {PlannedStep} from '../../engine/step.js';
import type {ActionInputs, ActionName, PlannedAction} from '../steps/actions.js';

export interface EndedRun {
  readonly header: Pick<RunHeader, 'id' | 'workflow' | 'steps'>;
  /** What came of it; a run that is not over is in the way of every other. */
  readonly end: string | undefined;
  /** The cluster has become another one by it. */
  readonly isPast?: true;
}

/** A proxy as it was before it became a member. */
export interface Promotion {
  /** Name of the member. */
  readonly member: string;
  readonly proxy: SpecNode;
}

/** A restore that can be taken back. */
export interface FoundRestore {
  readonly id: string;
  readonly swaps: readonly ActionInputs['swap-dir'][];
  readonly spec: ActionInputs['write-spec'];
  readonly record: ActionInputs['record-cluster'];
  /** The nodes as they were made before the spec was edited for it; missing where it was not, or that was not noted. */
  readonly before?: readonly SpecNode[];
  /** Members that the spec has got since in place of proxies, as far as they still are what they became then. */
  readonly promoted: readonly Promotion[];
}

function inputsOf<A extends ActionName>(steps: readonly PlannedStep[], action: A): ActionInputs[A][] {
  return (steps as readonly PlannedAction[])
    .filter(step => step.action === action)
    .map(step => step.input as ActionInputs[A]);
}

const SWAPPING: readonly string[] = ['snapshot restore', 'snapshot undo'];

/** Where any restore has left what was before, and any undo what it took back. */
export function asidesOf(runs: readonly EndedRun[]): string[] {
  const moving = runs.filter(({header: {workflow}}) => SWAPPING.includes(workflow));
  return moving.flatMap(({header}) => inputsOf(header.steps, 'swap-dir').map(({swap}) => swap.aside));
}

/** The members that a run has put into the spec, and the proxy in whose place one came. */
function joinedBy({steps, workflow}: EndedRun['header']): {member: string; proxy: SpecNode | undefined}[] {
  return inputsOf(steps, 'write-spec').flatMap(({changes, undo}) => {
    const before = undo.flatMap(change => ('put' in change ? [change.put] : []));
    const members = before.flatMap(({name, role}) => (role === 'member' ? [name] : []));
    const joining = changes.flatMap(change =>
      'put' in change && change.put.role === 'member' && !members.includes(change.put.name)
        ? [change.put.name]
        : [],
    );
    const proxy = workflow === 'promote' ? before.find(({role}) => role !== 'member') : undefined;
    return joining.map(member => ({member, proxy}));
  });
}

/** @param runs since a restore, the newest first */
function promotedBy(runs: readonly EndedRun[]): Promotion[] {
  const found = new Map<string, SpecNode | undefined>();
  // What was taken back, or never began, has put nobody into the spec.
  const held = runs.filter(({end}) => end !== 'aborted' && end !== 'refused');
  for (const {header} of held)
    for (const {member, proxy} of joinedBy(header)) if (!found.has(member)) found.set(member, proxy);
  return [...found].flatMap(([member, proxy]) => (proxy === undefined ? [] : [{member, proxy}]));
}

/** Directories that a restore left, and that a later undo has put back: also one that was aborted too late. */
function undoneBy(undos: readonly EndedRun[], kept: ReadonlySet<string>): Set<string> {
  const held = undos.flatMap(({header, end}) =>
    inputsOf(header.steps, 'swap-dir').filter(
      ({swap}) => end === 'done' || (end === 'aborted' && kept.has(swap.aside)),
    ),
  );
  return new Set(held.map(({swap}) => swap.incoming));
}

/** Restores that a later undo has taken back: one of which no directory came back is known by its id alone. */
function takenBackBy(undos: readonly EndedRun[]): Set<string | undefined> {
  const past = undos.filter(({end, isPast}) => end === 'done' || isPast === true);
  return new Set(
    past.flatMap(({header}) => inputsOf(header.steps, 'record-cluster').map(({takesBack}) => takesBack)),
  );
}

/** Whether a restore has changed anything that no undo has brought back. */
function isOpenAfter(
  {header, end, isPast}: EndedRun,
  undos: readonly EndedRun[],
  kept: ReadonlySet<string>,
): boolean {
  if (header.workflow !== 'snapshot restore' || end === 'refused') return false;
  if (takenBackBy(undos).has(header.id)) return false;
  const asides = inputsOf(header.steps, 'swap-dir').map(({swap}) => swap.aside);
  const undone = undoneBy(undos, kept);
  if (asides.some(aside => undone.has(aside))) return false;
  return end !== 'aborted' || isPast === true || asides.some(aside => kept.has(aside));
}

function foundIn({id, steps}: EndedRun['header']): Omit<FoundRestore, 'promoted'> | undefined {
  const [spec] = inputsOf(steps, 'write-spec');
  const [record] = inputsOf(steps, 'record-cluster');
  const before = inputsOf(steps, 'record-nodes')[0]?.before;
  if (spec === undefined || record === undefined) return undefined;
  return {id, swaps: inputsOf(steps, 'swap-dir'), spec, record, ...(before === undefined ? {} : {before})};
}

/**
 * The last restore that was not taken back yet; undefined where there is none.
 * @param runs the newest first
 * @param kept directories that are there
 */
export function findRestore(runs: readonly EndedRun[], kept: ReadonlySet<string>): FoundRestore | undefined {
  const undos = runs.filter(({header}) => header.workflow === 'snapshot undo');
  for (const [index, run] of runs.entries()) {
    const found = isOpenAfter(run, undos, kept) ? foundIn(run.header) : undefined;
    if (found !== undefined) return {...found, promoted: promotedBy(runs.slice(0, index))};
  }
  return undefined;
}
