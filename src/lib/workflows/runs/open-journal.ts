import {join} from 'node:path';

import {LOCK_FILE} from '../../domain/layout/layout.js';
import {beginJournal, continueJournal, type Journal} from '../../engine/journal.js';
import {JOURNAL_VERSION, type ParsedJournal, type RunHeader} from '../../engine/journal-records.js';
import {runsDirOf} from '../../queries/run-journals.js';
import type {ClusterContext, SpecContext} from '../cluster-run.js';

export type NewRun = Pick<
  RunHeader,
  'id' | 'workflow' | 'input' | 'steps' | 'done' | 'repeatable' | 'result' | 'observed' | 'specs'
>;

/** Before the journal says anything of the run: who reads it shall know that somebody is at it. */
function nameInLock({adapters, loaded}: ClusterContext, run: string): Promise<void> {
  return adapters.nameRun(join(loaded.folder, LOCK_FILE), run);
}

/** Begins the journal of a run on the cluster, whose lock is held. */
export async function openJournal({adapters, loaded}: ClusterContext, run: NewRun): Promise<Journal> {
  const {files, clock, host} = adapters;
  const now = (): Date => clock.now();
  const {id, workflow, input, steps, done, repeatable, result, observed, specs} = run;
  await nameInLock({adapters, loaded}, id);
  return beginJournal({files, now}, runsDirOf(loaded.folder), {
    type: 'run',
    journalVersion: JOURNAL_VERSION,
    id,
    workflow,
    cluster: loaded.spec.cluster,
    host: host.machineName(),
    startedAt: now().toISOString(),
    ...(repeatable === undefined ? {} : {repeatable}),
    input,
    ...(specs === undefined ? {} : {specs}),
    ...(observed === undefined ? {} : {observed}),
    steps,
    done,
    ...(result === undefined ? {} : {result}),
  });
}

/** Goes on with the journal of a run, here and now. */
export async function reopenJournal(
  {adapters, loaded}: SpecContext,
  journal: ParsedJournal,
): Promise<Journal> {
  const {files, clock, host} = adapters;
  const deps = {files, now: () => clock.now()};
  await nameInLock({adapters, loaded}, journal.header.id);
  return continueJournal(deps, runsDirOf(loaded.folder), {journal, host: host.machineName()});
}
