import type {JsonValue, PlannedStep, RunReport} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import {newRunId, runSteps} from '../cluster-run.js';
import {bindSteps} from '../steps/bind.js';
import {createRunContext, type PlacedContext, type Seen} from './run-context.js';
import {openJournal} from './open-journal.js';

export interface RepeatableRun {
  readonly workflow: string;
  readonly input: JsonValue;
  readonly steps: readonly PlannedStep[];
  readonly done: string;
  readonly dryRun: boolean;
  /** Where the plan already names it. */
  readonly runId?: string;
  readonly seen?: Seen;
  /** Missing: it has one. */
  readonly hasJournal?: boolean;
}

/** The code stays: nothing is half-way that a script would have to know of. */
export function withResume(error: unknown): unknown {
  if (!(error instanceof OpsError)) return error;
  const {code, message, hints, details, cause} = error;
  return new OpsError(code, message, {
    hints: [...hints, 'etcdops run resume does only what is left'],
    details,
    cause,
  });
}

/**
 * A run that is begun anew by the same line, whatever became of the last one: it changes no member, and stands in
 * nobody's way. Its journal is there for `run resume`, which does no node twice.
 */
export async function runRepeatable(
  cluster: PlacedContext,
  {steps, seen, runId = newRunId(cluster.adapters), hasJournal = true, ...run}: RepeatableRun,
): Promise<RunReport> {
  const context = createRunContext(cluster, {runId, seen, askPassphrase: () => Promise.resolve(undefined)});
  const bound = await bindSteps(context, steps);
  const {workflow, dryRun} = run;
  if (dryRun || !hasJournal) return runSteps(cluster.adapters, bound, {runId, workflow, dryRun});
  const journal = await openJournal(cluster, {...run, id: runId, steps, repeatable: true});
  return runSteps(cluster.adapters, bound, {runId, workflow, dryRun, journal});
}
