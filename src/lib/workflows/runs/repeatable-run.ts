import type {JsonValue, PlannedStep, RunReport} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import {newRunId, runSteps, type SpecContext} from '../cluster-run.js';
import {bindSteps} from '../steps/bind.js';
import {createRunContext} from './run-context.js';
import {openJournal} from './open-journal.js';

export interface RepeatableRun {
  readonly workflow: string;
  readonly input: JsonValue;
  readonly steps: readonly PlannedStep[];
  readonly done: string;
  readonly dryRun: boolean;
}

/** The code stays: nothing is half-way that a script would have to know of. */
function withResume(error: unknown): unknown {
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
  cluster: SpecContext,
  {steps, ...run}: RepeatableRun,
): Promise<RunReport> {
  const runId = newRunId(cluster.adapters);
  const context = createRunContext(cluster, {runId, askPassphrase: () => Promise.resolve(undefined)});
  const bound = bindSteps(context, steps);
  const {workflow, dryRun} = run;
  if (dryRun) return runSteps(cluster.adapters, bound, {runId, workflow, dryRun});
  const journal = await openJournal(cluster, {...run, id: runId, steps, repeatable: true});
  try {
    return await runSteps(cluster.adapters, bound, {runId, workflow, dryRun, journal});
  } catch (error) {
    throw withResume(error);
  }
}
