import {isBegun, stepsToUndo, type RunState} from '../../engine/run-state.js';
import type {Step} from '../../engine/step.js';
import {undoSteps} from '../../engine/undo.js';
import type {RecordedRun} from '../../queries/run-journals.js';
import type {SpecContext} from '../cluster-run.js';
import type {AskPassphrase} from '../pki/load-authority.js';
import {bindSteps} from '../steps/bind.js';
import {reopenJournal} from './open-journal.js';
import {asPartway} from './partway.js';
import {assertNotOver} from './not-over.js';
import {createRunContext} from './run-context.js';

export interface AbortPlan {
  /** In the order in which they are brought back. */
  readonly undo: readonly Step[];
  /** What stays done: the last point of no return that was passed, all before it, and what nobody can bring back. */
  readonly stays: readonly Step[];
  /** The last point of no return, where it was passed and the journal does not say so yet. */
  readonly passed?: Step;
  /** What is not done any more. */
  readonly left: readonly Step[];
  /** What undoing it costs for a while. */
  readonly notices: readonly string[];
  /** What to do after it. */
  readonly next: string;
}

export interface AbortInput {
  readonly recorded: RecordedRun;
  readonly askPassphrase: AskPassphrase;
}

/** Past the swap of a restore all is of the new cluster, and nothing runs. */
function nextAfter(workflow: string, stays: readonly Step[]): string {
  const isRestored = workflow === 'snapshot restore' && stays.some(({id}) => id === 'record-cluster');
  return isRestored
    ? 'etcdops snapshot undo brings back what was before, etcdops up starts what the snapshot gave'
    : 'etcdops status';
}

/** The step, whose undo is told how far it came. */
function withProgress(step: Step, {progress}: RunState): Step {
  return {...step, undo: () => step.undo!(progress.get(step.id) === 'finished')};
}

/** Those whose effect stays, since of what came after it too much is done. */
async function settledSteps(begun: readonly Step[], state: RunState): Promise<ReadonlySet<Step>> {
  const hasBegun = (id: string): boolean => isBegun(state, id);
  const settled = await Promise.all(begun.map(async step => (await step.stays?.(hasBegun)) === true));
  return new Set(begun.filter((_, index) => settled[index]));
}

/** What an abort would do. Nothing is changed. */
export async function planAbort(
  cluster: SpecContext,
  {recorded: {journal, state}, askPassphrase}: AbortInput,
): Promise<AbortPlan> {
  const {id: runId, workflow, steps, repeatable} = journal.header;
  assertNotOver(journal.header, state);
  const bound = await bindSteps(createRunContext(cluster, {runId, askPassphrase}), steps);
  const {undo: begun, barrier} = await stepsToUndo(bound, state);
  const settled = await settledSteps(begun, state);
  const isUndone = (step: Step): boolean =>
    step.undo !== undefined && step.final !== true && !settled.has(step);
  const undo = begun.filter(isUndone).map(step => withProgress(step, state));
  // What only looks leaves nothing to bring back; a node that was started, or restarted, goes on as it is.
  const kept = begun
    .filter(step =>
      step.final === true
        ? state.progress.get(step.id) === 'finished'
        : settled.has(step) || (repeatable === true && !isUndone(step)),
    )
    .reverse();
  const stays = [...bound.slice(0, barrier === undefined ? 0 : bound.indexOf(barrier) + 1), ...kept];
  const left = bound.filter(step => !stays.includes(step) && (!begun.includes(step) || step.final === true));
  const isNoted = barrier === undefined || state.progress.get(barrier.id) === 'finished';
  const notices = (await Promise.all(undo.map(async step => (await step.undoNotices?.()) ?? []))).flat();
  const next = nextAfter(workflow, stays);
  return {undo, stays, left, notices, next, ...(isNoted ? {} : {passed: barrier})};
}

/** Undoes what can be undone, and ends the run. Killed in between, the same again goes on. The lock is the caller's. */
export async function abortRun(
  cluster: SpecContext,
  {journal}: RecordedRun,
  {undo, passed}: AbortPlan,
): Promise<void> {
  const {progress, signal} = cluster.adapters;
  const writer = await reopenJournal(cluster, journal);
  const asTold = ({id, title}: Step): {id: string; title: string} => ({id, title: `undo: ${title}`});
  const told = progress.run(undo.map(asTold));
  try {
    await undoSteps(undo, {
      signal,
      journal: writer,
      ...(passed === undefined ? {} : {passed}),
      onStart: step => told.started(asTold(step)),
      onUndone: step => told.ended(asTold(step), 'done'),
    });
  } catch (error) {
    throw asPartway(error, journal.header.id, ['etcdops run abort goes on undoing it']);
  } finally {
    await told.close();
  }
}
