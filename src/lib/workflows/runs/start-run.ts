import {isDeepStrictEqual} from 'node:util';

import type {JsonValue, RunReport} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import {findUnfinished, type RecordedRun} from '../../queries/run-journals.js';
import {newRunId, runSteps, type SpecContext} from '../cluster-run.js';
import {createSharedLook} from '../membership/shared-look.js';
import type {AskPassphrase} from '../pki/load-authority.js';
import {bindSteps} from '../steps/bind.js';
import {assertSameSpec, specsOf} from './changed-spec.js';
import {openJournal} from './open-journal.js';
import {asPartway, goOnHints, RESUME_OR_ABORT} from './partway.js';
import {readOnly} from './read-only.js';
import {assertNoRefusals} from './refusal.js';
import {createRunContext, type RunContext} from './run-context.js';
import type {Plan, Workflow} from './workflow.js';

/** A run that is planned, and asked about, before it begins. */
export interface PlannedRun {
  readonly context: RunContext;
  readonly workflow: string;
  readonly input: JsonValue;
  readonly plan: Plan;
  /** What it was planned from, as the journal keeps it. */
  readonly observed?: JsonValue | undefined;
  /** See the header of a journal. */
  readonly specs?: readonly string[] | undefined;
  /** What each step would do, as the world stands. */
  readonly report: RunReport;
}

/** @throws E_RUN_UNFINISHED where another change was begun and is not over */
function assertNoOther({journal: {header}, state}: RecordedRun): never {
  throw new OpsError(
    'E_RUN_UNFINISHED',
    `etcdops ${header.workflow} (run ${header.id}) is not finished, and two changes at once are one too many`,
    {
      hints: goOnHints(state),
      details: {run: header.id},
    },
  );
}

/**
 * The run that the same line began before and that is not over. Another one that is not over is in the way.
 * @throws E_RUN_UNFINISHED also where it follows from the spec, and that is another one by now
 */
export async function findSameRun(
  {adapters, loaded}: SpecContext,
  workflow: string,
  input: JsonValue,
): Promise<RecordedRun | undefined> {
  const run = await findUnfinished(adapters, loaded.folder);
  if (run === undefined) return undefined;
  const {header} = run.journal;
  // A flag that was not given is undefined here, and not there at all once it has been written down.
  const asWritten: unknown = JSON.parse(JSON.stringify(input));
  const isSame = header.workflow === workflow && isDeepStrictEqual(header.input, asWritten);
  if (!isSame || run.state.aborting) return assertNoOther(run);
  assertSameSpec(run, loaded.spec);
  return run;
}

/** Looks, decides, and asks each step what it would do. Nothing is changed. */
export async function planRun<Input extends JsonValue, Facts>(
  cluster: SpecContext,
  workflow: Workflow<Input, Facts>,
  {input, askPassphrase}: {readonly input: Input; readonly askPassphrase: AskPassphrase},
): Promise<PlannedRun> {
  const {adapters} = cluster;
  const place = {runId: newRunId(adapters), askPassphrase};
  // Nothing changes meanwhile: facts and steps go by one look.
  const looking = createRunContext(readOnly(cluster), {...place, look: createSharedLook()});
  const facts = await workflow.observe(looking, input);
  const plan = workflow.plan(input, facts);
  assertNoRefusals(plan.refusals);
  const run = {runId: place.runId, workflow: workflow.name, dryRun: true};
  const report = await runSteps(adapters, await bindSteps(looking, plan.steps), run);
  const observed = workflow.observed?.(facts);
  const specs = workflow.followsSpec === true ? specsOf(cluster.loaded.spec, plan.steps) : undefined;
  return {
    context: createRunContext(cluster, place),
    workflow: workflow.name,
    input,
    plan,
    report,
    observed,
    specs,
  };
}

/** Begins the journal and carries the plan out. The lock is the caller's. */
export async function startRun(
  cluster: SpecContext,
  {context, workflow, input, plan, observed, specs}: PlannedRun,
): Promise<RunReport> {
  const {runId} = context;
  const {steps, done, result} = plan;
  const journal = await openJournal(cluster, {
    id: runId,
    workflow,
    input,
    steps,
    done,
    ...(result === undefined ? {} : {result}),
    ...(observed === undefined ? {} : {observed}),
    ...(specs === undefined ? {} : {specs}),
  });
  let isBegun = false;
  const watched: typeof journal = {
    ...journal,
    step(type, step) {
      // One that was skipped has changed nothing.
      isBegun ||= type !== 'skipped';
      return journal.step(type, step);
    },
  };
  try {
    const run = {runId, workflow, dryRun: false, journal: watched};
    return await runSteps(cluster.adapters, await bindSteps(context, steps), run);
  } catch (error) {
    if (isBegun) throw asPartway(error, runId, RESUME_OR_ABORT);
    // Nothing was changed, so nothing is left to go on with.
    await journal.ended('refused').catch(() => undefined);
    throw error;
  }
}
