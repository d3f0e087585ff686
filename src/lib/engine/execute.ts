import {OpsError} from '../errors/ops-error.js';
import type {Journal} from './journal.js';
import type {RunState} from './run-state.js';
import type {RunReport, Step, StepOutcome, StepReport} from './step.js';

export interface ExecuteOptions {
  readonly runId: string;
  readonly workflow: string;
  /** Ask each step what it would do, and do nothing. */
  readonly dryRun: boolean;
  /** Checked before each step: an interrupted run stops between two steps. */
  readonly signal: AbortSignal;
  readonly monotonicMs: () => number;
  readonly onStep?: (report: StepReport) => void;
  readonly onStart?: (step: Step) => void;
  /** Written before and after each effect; without one a run is begun anew by asking the world. */
  readonly journal?: Journal;
  /** Of a run that is resumed: how far it came. */
  readonly prior?: RunState;
}

/** Neighbouring steps of one lane, which run at the same time; a step without a lane stands alone. */
function groupByLane(steps: readonly Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && step.lane !== undefined && last[0]?.lane === step.lane) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** What a finished step made may be gone by now: that is for a person to look at, never to be done again in silence. */
async function assertHolds(step: Step, {runId, prior}: ExecuteOptions): Promise<void> {
  if (step.holds === undefined || (await step.holds(id => prior?.progress.has(id) === true))) return;
  throw new OpsError('E_DRIFTED', `run ${runId} had done "${step.title}", and it is so no more`, {
    hints: ['etcdops status', 'etcdops member list', 'etcdops run abort, then the command from the start'],
  });
}

/** The effect, between its two records. */
async function act(step: Step, {journal, onStart}: ExecuteOptions): Promise<void> {
  await journal?.step('started', step.id);
  onStart?.(step);
  await step.run();
  await step.verify?.();
  await journal?.step('finished', step.id);
}

/** What there was nothing to do about; where it was begun before, its effect is there and was not waited for. */
async function skip(step: Step, {prior, dryRun, journal}: ExecuteOptions): Promise<void> {
  if (dryRun) return;
  if (prior?.progress.get(step.id) !== 'started') return journal?.step('skipped', step.id);
  await step.verify?.();
  await journal?.step('finished', step.id);
}

async function carryOut(step: Step, options: ExecuteOptions): Promise<StepOutcome> {
  const progress = options.prior?.progress.get(step.id);
  if (progress === 'finished' || progress === 'skipped') {
    await assertHolds(step, options);
    return 'skipped';
  }
  if ((await step.check()) === 'done') {
    await skip(step, options);
    return 'skipped';
  }
  if (options.dryRun) return 'todo';
  options.signal.throwIfAborted();
  await step.require?.();
  await act(step, options);
  return 'ran';
}

async function runStep(step: Step, options: ExecuteOptions): Promise<StepReport> {
  const startedAt = options.monotonicMs();
  const report = (outcome: StepOutcome): StepReport => {
    const {id, title} = step;
    const durationMs = Math.round(options.monotonicMs() - startedAt);
    const result = {id, title, outcome, irreversible: step.pointOfNoReturn === true, durationMs};
    options.onStep?.(result);
    return result;
  };
  try {
    return report(await carryOut(step, options));
  } catch (error) {
    report('failed');
    // Where the journal itself cannot be written the first error is the one that counts.
    await options.journal?.failed(step.id, error).catch(() => undefined);
    throw error;
  }
}

/**
 * All of a group are waited for before a failure is raised: nothing goes on unseen. Of several the one that came first is
 * raised: who waits for the others fails later, and only since they did.
 */
async function runGroup(group: readonly Step[], options: ExecuteOptions): Promise<StepReport[]> {
  const failures: unknown[] = [];
  const reports = await Promise.all(
    group.map(step => runStep(step, options).catch((error: unknown) => void failures.push(error))),
  );
  if (failures.length > 0) throw failures[0];
  return reports.filter(report => report !== undefined);
}

function outcomeOf(reports: readonly StepReport[], dryRun: boolean): RunReport['outcome'] {
  if (reports.every(({outcome}) => outcome === 'skipped')) return 'nothing-to-do';
  return dryRun ? 'planned' : 'done';
}

/** Carries out the steps in order. Rejects with the error of the step that fails first. */
export async function execute(steps: readonly Step[], options: ExecuteOptions): Promise<RunReport> {
  const reports: StepReport[] = [];
  for (const group of groupByLane(steps)) {
    options.signal.throwIfAborted();
    reports.push(...(await runGroup(group, options)));
  }
  await options.journal?.ended('done');
  return {
    id: options.runId,
    workflow: options.workflow,
    outcome: outcomeOf(reports, options.dryRun),
    steps: reports,
  };
}
