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
    if ((await step.check()) === 'done') return report('skipped');
    if (options.dryRun) return report('todo');
    options.signal.throwIfAborted();
    await step.require?.();
    options.onStart?.(step);
    await step.run();
    await step.verify?.();
    return report('ran');
  } catch (error) {
    report('failed');
    throw error;
  }
}

/** All of a group are waited for before the first failure is raised: nothing goes on unseen. */
async function runGroup(group: readonly Step[], options: ExecuteOptions): Promise<StepReport[]> {
  const results = await Promise.allSettled(group.map(step => runStep(step, options)));
  const failed = results.find(result => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
}

function outcomeOf(reports: readonly StepReport[], dryRun: boolean): RunReport['outcome'] {
  if (reports.every(({outcome}) => outcome === 'skipped')) return 'nothing-to-do';
  return dryRun ? 'planned' : 'done';
}

/** Carries out the steps in order. Rejects with the error of the first step that fails. */
export async function execute(steps: readonly Step[], options: ExecuteOptions): Promise<RunReport> {
  const reports: StepReport[] = [];
  for (const group of groupByLane(steps)) {
    options.signal.throwIfAborted();
    reports.push(...(await runGroup(group, options)));
  }
  return {
    id: options.runId,
    workflow: options.workflow,
    outcome: outcomeOf(reports, options.dryRun),
    steps: reports,
  };
}
