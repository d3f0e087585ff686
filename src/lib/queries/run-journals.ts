import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import {LOCK_FILE, RUNS_DIR} from '../domain/layout/layout.js';
import {printable} from '../domain/text/printable.js';
import {listJournals, readJournal} from '../engine/journal.js';
import type {ParsedJournal} from '../engine/journal-records.js';
import {outcomeOf, runStateOf, type RunOutcome, type RunState} from '../engine/run-state.js';
import {OpsError} from '../errors/ops-error.js';

type Reader = Pick<Adapters, 'files'>;

/** Also sees whether a run is under way. */
export type RunObserver = Pick<Adapters, 'files' | 'lockHolder'>;

/** A run with the steps that it planned and how far it came. */
export interface RecordedRun {
  readonly journal: ParsedJournal;
  readonly state: RunState;
}

/** How a run stands, for people. */
export type ShownOutcome = RunOutcome | 'running';

export interface ListedRun {
  readonly id: string;
  readonly workflow: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly outcome: ShownOutcome | 'unreadable';
  readonly resumable: boolean;
  /** It is being undone, and nobody is at that. */
  readonly aborting?: true;
}

export function runsDirOf(folder: string): string {
  return join(folder, RUNS_DIR);
}

async function readRun({files}: Reader, folder: string, id: string): Promise<RecordedRun | undefined> {
  const journal = await readJournal({files}, runsDirOf(folder), id);
  return journal === undefined ? undefined : {journal, state: runStateOf(journal)};
}

/** All runs whose journals can be read, the newest first. */
export async function readRuns(reader: Reader, folder: string): Promise<RecordedRun[]> {
  const ids = await listJournals(reader, runsDirOf(folder));
  const runs = await Promise.all(ids.reverse().map(id => readRun(reader, folder, id)));
  return runs.filter(run => run !== undefined);
}

/** The run that is not over and that has to be; there is never more than one, since a change is not begun beside it. */
export async function findUnfinished(reader: Reader, folder: string): Promise<RecordedRun | undefined> {
  const ids = await listJournals(reader, runsDirOf(folder));
  for (const id of ids.reverse()) {
    const run = await readRun(reader, folder, id);
    if (run !== undefined && run.state.end === undefined && run.journal.header.repeatable !== true)
      return run;
  }
  return undefined;
}

/** What a person should hear of: the run that has to be finished, or the newest one where it is not over. */
export async function findLeftOver(reader: Reader, folder: string): Promise<RecordedRun | undefined> {
  const unfinished = await findUnfinished(reader, folder);
  if (unfinished !== undefined) return unfinished;
  const [newest] = (await listJournals(reader, runsDirOf(folder))).slice(-1);
  const run = newest === undefined ? undefined : await readRun(reader, folder, newest);
  return run?.state.end === undefined ? run : undefined;
}

function unknown(message: string): OpsError {
  return new OpsError('E_RUN_UNKNOWN', message, {hints: ['etcdops run list']});
}

/** The run that is meant: by its id, by the beginning of it, or without one the newest. */
export async function findRun(
  reader: Reader,
  folder: string,
  given: string | undefined,
): Promise<RecordedRun> {
  const ids = await listJournals(reader, runsDirOf(folder));
  const matching = given === undefined ? ids.slice(-1) : ids.filter(id => id.startsWith(given));
  const exact = matching.filter(id => id === given);
  const [id, ...others] = exact.length === 1 ? exact : matching;
  if (id === undefined)
    throw unknown(given === undefined ? 'there was no run yet' : `there is no run ${printable(given)}`);
  if (others.length > 0) throw unknown(`${printable(given ?? '')} begins the ids of ${matching.length} runs`);
  const run = await readRun(reader, folder, id);
  if (run === undefined) throw unknown(`the journal of run ${id} is gone`);
  return run;
}

/**
 * What is begun anew at will, and was left half-way, is over once another run has come after it: what it was to bring
 * about may be the opposite of what is wanted by now.
 */
function isOvertaken({journal: {header}, state}: RecordedRun, newest: string | undefined): boolean {
  return header.repeatable === true && state.end === undefined && header.id !== newest;
}

async function newestId(reader: Reader, folder: string): Promise<string | undefined> {
  return (await listJournals(reader, runsDirOf(folder))).at(-1);
}

/** As above; without an id the one that is not over. Throws E_RUN_UNKNOWN for one that another has come after. */
export async function findOpenRun(
  reader: Reader,
  folder: string,
  given: string | undefined,
): Promise<RecordedRun> {
  const open = given === undefined ? await findUnfinished(reader, folder) : undefined;
  const run = open ?? (await findRun(reader, folder, given));
  const newest = await newestId(reader, folder);
  if (!isOvertaken(run, newest)) return run;
  const {id, workflow} = run.journal.header;
  throw new OpsError('E_RUN_UNKNOWN', `run ${id} (${workflow}) is over: run ${newest} came after it`, {
    hints: [`what it was to do: etcdops run show ${id}`],
  });
}

/** Tells of a run whether an etcdops works on it now: who does has noted it in the lock before its journal began. */
export async function runsUnderWay(
  {lockHolder}: RunObserver,
  folder: string,
): Promise<(run: RecordedRun) => boolean> {
  const holder = await lockHolder(join(folder, LOCK_FILE));
  return ({state, journal: {header}}) => state.end === undefined && holder?.run === header.id;
}

/** How a run stands, and what can be done with it. */
export interface Standing {
  readonly outcome: ShownOutcome;
  readonly resumable: boolean;
  /** It is being undone, and nobody is at that. */
  readonly aborting: boolean;
}

/** Tells of each run how it stands. */
export async function standings(
  observer: RunObserver,
  folder: string,
): Promise<(run: RecordedRun) => Standing> {
  const [newest, isUnderWay] = await Promise.all([
    newestId(observer, folder),
    runsUnderWay(observer, folder),
  ]);
  return run => {
    if (isUnderWay(run)) return {outcome: 'running', resumable: false, aborting: false};
    const isOpen = run.state.end === undefined && !isOvertaken(run, newest);
    const {aborting} = run.state;
    return {
      outcome: outcomeOf(run.state),
      resumable: isOpen && !aborting,
      aborting: isOpen && aborting,
    };
  };
}

async function listRun(
  observer: RunObserver,
  {folder, id}: {readonly folder: string; readonly id: string},
  standingOf: (run: RecordedRun) => Standing,
): Promise<ListedRun | undefined> {
  try {
    const run = await readRun(observer, folder, id);
    if (run === undefined) return undefined;
    const {workflow, startedAt} = run.journal.header;
    const {aborting, ...standing} = standingOf(run);
    return {id, workflow, startedAt, ...standing, ...(aborting ? {aborting} : {})};
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return {id, workflow: '?', startedAt: '?', outcome: 'unreadable', resumable: false};
  }
}

/** All runs, the newest first. */
export async function listRuns(observer: RunObserver, folder: string): Promise<ListedRun[]> {
  const [ids, standingOf] = await Promise.all([
    listJournals(observer, runsDirOf(folder)),
    standings(observer, folder),
  ]);
  const runs = await Promise.all(ids.reverse().map(id => listRun(observer, {folder, id}, standingOf)));
  return runs.filter(run => run !== undefined);
}
