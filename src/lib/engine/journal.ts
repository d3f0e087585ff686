import {join} from 'node:path';

import type {Files} from '../adapters/files/files.js';
import {errorMessage} from '../errors/ops-error.js';
import {
  formatRecord,
  parseJournal,
  type JournalRecord,
  type ParsedJournal,
  type RunEnd,
  type RunHeader,
  type StepRecord,
} from './journal-records.js';

/** A run of thousands of steps has less. */
const MAX_JOURNAL_BYTES = 16 * 1024 * 1024;
const SUFFIX = '.jsonl';
/** As the files adapter names what it renames into place. */
const SCRATCH = /^\.[0-9a-f]{12}\.tmp$/;

/** What writes down what a run does. Each call resolves once the record would survive a power cut. */
export interface Journal {
  step(type: Exclude<StepRecord['type'], 'failed'>, step: string): Promise<void>;
  failed(step: string, error: unknown): Promise<void>;
  aborting(): Promise<void>;
  ended(outcome: RunEnd): Promise<void>;
}

export interface JournalDeps {
  readonly files: Pick<
    Files,
    'appendDurable' | 'createExclusive' | 'ensureDir' | 'list' | 'readText' | 'removeScratch' | 'writeAtomic'
  >;
  readonly now: () => Date;
}

function journalPath(runsDir: string, id: string): string {
  return join(runsDir, `${id}${SUFFIX}`);
}

function writer({files, now}: JournalDeps, path: string, firstSum: string): Journal {
  let sum = firstSum;
  let waiting: JournalRecord[] = [];
  const flush = async (): Promise<void> => {
    const records = waiting;
    if (records.length === 0) return;
    waiting = [];
    const lines = records.map(record => {
      const formatted = formatRecord(record, sum);
      ({sum} = formatted);
      return formatted.line;
    });
    await files.appendDurable(path, lines.join(''));
  };
  // Steps of a lane begin and end at the same time: each line seals the one before it, and one sync is for all.
  let last: Promise<void> = Promise.resolve();
  const append = (make: (at: string) => JournalRecord): Promise<void> => {
    waiting.push(make(now().toISOString()));
    last = last.then(flush);
    return last;
  };
  return {
    step: (type, step) => append(at => ({type, step, at})),
    failed: (step, error) => append(at => ({type: 'failed', step, at, message: errorMessage(error)})),
    aborting: () => append(at => ({type: 'aborting', at})),
    ended: outcome => append(at => ({type: 'ended', at, outcome})),
  };
}

/** What a kill left of a file that was being written. Whoever writes journals holds the lock, so nobody else writes it. */
async function clearScratch({files}: JournalDeps, runsDir: string): Promise<void> {
  const names = await files.list(runsDir);
  const scratch = names.filter(name => SCRATCH.test(name));
  await Promise.all(scratch.map(name => files.removeScratch(join(runsDir, name))));
}

/** Begins the journal of a new run. It stands on the disk before anything else is done. */
export async function beginJournal(deps: JournalDeps, runsDir: string, header: RunHeader): Promise<Journal> {
  const path = journalPath(runsDir, header.id);
  const {line, sum} = formatRecord(header, '');
  await deps.files.ensureDir(runsDir, 0o700);
  await clearScratch(deps, runsDir);
  if (!(await deps.files.createExclusive(path, line, {mode: 0o600})))
    throw new Error(`there is a journal of run ${header.id} already`);
  return writer(deps, path, sum);
}

/** Goes on with the journal of a run: behind its end, unless a kill cut that off in the middle of a line, which goes. */
export async function continueJournal(
  deps: JournalDeps,
  runsDir: string,
  {journal, host}: {readonly journal: ParsedJournal; readonly host: string},
): Promise<Journal> {
  const {header, wholeText, isCutOff, sum} = journal;
  const path = journalPath(runsDir, header.id);
  await clearScratch(deps, runsDir);
  const {line, sum: own} = formatRecord({type: 'resumed', at: deps.now().toISOString(), host}, sum);
  if (isCutOff) await deps.files.writeAtomic(path, `${wholeText}${line}`, {mode: 0o600});
  else await deps.files.appendDurable(path, line);
  return writer(deps, path, own);
}

/** The ids of all runs that have a journal, oldest first. */
export async function listJournals({files}: Pick<JournalDeps, 'files'>, runsDir: string): Promise<string[]> {
  const names = await files.list(runsDir);
  return names.filter(name => name.endsWith(SUFFIX)).map(name => name.slice(0, -SUFFIX.length));
}

/** Undefined where there is no such run, or where it was killed before its first line was whole. */
export async function readJournal(
  {files}: Pick<JournalDeps, 'files'>,
  runsDir: string,
  id: string,
): Promise<ParsedJournal | undefined> {
  const path = journalPath(runsDir, id);
  const text = await files.readText(path, MAX_JOURNAL_BYTES);
  return text === undefined ? undefined : parseJournal(path, text);
}
