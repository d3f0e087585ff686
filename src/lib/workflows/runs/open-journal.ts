import {beginJournal, continueJournal, type Journal} from '../../engine/journal.js';
import {JOURNAL_VERSION, type ParsedJournal, type RunHeader} from '../../engine/journal-records.js';
import {runsDirOf} from '../../queries/run-journals.js';
import type {ClusterContext, SpecContext} from '../cluster-run.js';

export type NewRun = Pick<
  RunHeader,
  'id' | 'workflow' | 'input' | 'steps' | 'done' | 'repeatable' | 'result'
>;

/** Begins the journal of a run on the cluster. */
export function openJournal({adapters, loaded}: ClusterContext, run: NewRun): Promise<Journal> {
  const {files, clock, host} = adapters;
  const now = (): Date => clock.now();
  const {id, workflow, input, steps, done, repeatable, result} = run;
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
    steps,
    done,
    ...(result === undefined ? {} : {result}),
  });
}

/** Goes on with the journal of a run, here and now. */
export function reopenJournal({adapters, loaded}: SpecContext, journal: ParsedJournal): Promise<Journal> {
  const {files, clock, host} = adapters;
  const deps = {files, now: () => clock.now()};
  return continueJournal(deps, runsDirOf(loaded.folder), {journal, host: host.machineName()});
}
