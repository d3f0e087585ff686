import type {RunReport} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import type {RecordedRun} from '../../queries/run-journals.js';
import {runSteps, type SpecContext} from '../cluster-run.js';
import type {AskPassphrase} from '../pki/load-authority.js';
import {bindSteps} from '../steps/bind.js';
import {assertNoneWantedAgain, changedSpecNotice} from './changed-spec.js';
import {reopenJournal} from './open-journal.js';
import {asPartway, RESUME_OR_ABORT} from './partway.js';
import {assertNotOver} from './not-over.js';
import {readOnly} from './read-only.js';
import {createRunContext} from './run-context.js';

function assertResumable({journal: {header}, state}: RecordedRun): void {
  assertNotOver(header, state);
  if (!state.aborting) return;
  throw new OpsError('E_RUN_UNFINISHED', `run ${header.id} (${header.workflow}) is being undone`, {
    hints: ['etcdops run abort goes on with that'],
  });
}

export interface ResumeOptions {
  readonly dryRun: boolean;
  readonly askPassphrase: AskPassphrase;
}

/**
 * Goes on with a run where it stopped. What its journal calls finished is asked about again, and what it calls begun
 * is decided by what the world shows. The lock is the caller's.
 */
export async function resumeRun(
  cluster: SpecContext,
  recorded: RecordedRun,
  {dryRun, askPassphrase}: ResumeOptions,
): Promise<RunReport> {
  assertResumable(recorded);
  const {adapters, loaded} = cluster;
  assertNoneWantedAgain(recorded, loaded.spec);
  const {journal, state} = recorded;
  const {id: runId, workflow, steps} = journal.header;
  const within = dryRun ? readOnly(cluster) : cluster;
  const bound = await bindSteps(createRunContext(within, {runId, askPassphrase}), steps);
  const run = {runId, workflow, prior: state};
  if (dryRun) {
    const notice = changedSpecNotice(recorded, loaded.spec);
    if (notice !== undefined) adapters.progress.warn(notice);
    return runSteps(adapters, bound, {...run, dryRun});
  }
  const writer = await reopenJournal(cluster, journal);
  try {
    return await runSteps(adapters, bound, {...run, dryRun, journal: writer});
  } catch (error) {
    throw asPartway(error, runId, RESUME_OR_ABORT);
  }
}
