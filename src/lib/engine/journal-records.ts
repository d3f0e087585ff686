import {createHash} from 'node:crypto';

import {OpsError} from '../errors/ops-error.js';
import type {JsonValue, PlannedStep} from './step.js';

/** The version that this etcdops writes, and the newest that it reads. */
export const JOURNAL_VERSION = 1;

/** The first record of a journal: all that a resume needs to know. Never holds a secret. */
export interface RunHeader {
  readonly type: 'run';
  readonly journalVersion: number;
  readonly id: string;
  readonly workflow: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** The machine on which it was started. */
  readonly host: string;
  /** ISO 8601, UTC. Only to be shown: clocks jump. */
  readonly startedAt: string;
  /** The same line begins anew, and nothing waits for the end of it. */
  readonly repeatable?: true;
  /** What the user asked for; the same again goes on with this run. */
  readonly input: JsonValue;
  /** Of a run that follows from the spec: digests of that as it was, and as the run itself makes it, write by write. */
  readonly specs?: readonly string[];
  readonly steps: readonly PlannedStep[];
  /** What it was planned from, for people; a resume looks anew. Older journals have none. */
  readonly observed?: JsonValue;
  /** What to say when it is done, and what to type next. */
  readonly done: string;
  /** What scripts read of it, beside the run. */
  readonly result?: JsonValue;
}

/**
 * What happened to one step. One that was skipped is noted too: what its check sees may be otherwise once the steps
 * after it are done.
 */
export interface StepRecord {
  readonly type: 'started' | 'finished' | 'skipped' | 'failed' | 'undoing' | 'undone';
  readonly step: string;
  readonly at: string;
  /** Of a failure. */
  readonly message?: string;
}

/** What happened to the run as a whole. */
export interface RunRecord {
  readonly type: 'resumed' | 'aborting' | 'ended';
  readonly at: string;
  readonly host?: string;
  /** Of the end. */
  readonly outcome?: RunEnd;
}

/** `refused`: nothing was changed. */
export type RunEnd = 'done' | 'aborted' | 'refused';

export type JournalRecord = RunHeader | StepRecord | RunRecord;

export interface ParsedJournal {
  readonly header: RunHeader;
  readonly records: readonly (StepRecord | RunRecord)[];
  /** The text as far as it is whole; what a kill or a full disk cut off stands behind it. */
  readonly wholeText: string;
  readonly isCutOff: boolean;
  /** Of the last whole line. */
  readonly sum: string;
}

/** Each line seals all before it: one that was changed, or taken out, shows. */
function seal(previous: string, body: string): string {
  return createHash('sha256').update(previous).update(body).digest('hex').slice(0, 16);
}

/** A record as the line of a journal, with its seal. */
export function formatRecord(record: JournalRecord, previousSum: string): {line: string; sum: string} {
  const body = JSON.stringify(record);
  const sum = seal(previousSum, body);
  return {line: `${sum} ${body}\n`, sum};
}

function unusable(path: string, why: string, hints: readonly string[]): OpsError {
  return new OpsError('E_JOURNAL_INVALID', `${path} ${why}`, {hints});
}

/** What helps where no journal can be gone by: the world is the truth. */
const BY_HAND = [
  'to begin anew move the journal away: what is done already is seen and not done again',
  'how the cluster stands: etcdops member list, and etcdops status',
];

function parseLine(path: string, line: string, {number, previous}: {number: number; previous: string}) {
  const [, sum = '', body = ''] = /^([0-9a-f]{16}) (\{.*\})$/.exec(line) ?? [];
  if (sum === '' || seal(previous, body) !== sum)
    throw unusable(path, `was changed: line ${number} is not as etcdops wrote it`, BY_HAND);
  return {record: JSON.parse(body) as JournalRecord, sum};
}

function headerOf(path: string, first: JournalRecord | undefined): RunHeader {
  if (first?.type !== 'run') throw unusable(path, 'does not begin with what the run was to do', BY_HAND);
  if (first.journalVersion > JOURNAL_VERSION) {
    const why = `is of a newer etcdops (journal version ${first.journalVersion}; this one reads up to ${JOURNAL_VERSION})`;
    throw unusable(path, why, ['go on with the etcdops that began it', 'etcdops run list']);
  }
  return first;
}

/**
 * Reads a journal. A last line without its end is what a kill leaves, and counts as not written.
 * @throws E_JOURNAL_INVALID where it was changed, cut short before its first line, or is of a newer etcdops
 */
export function parseJournal(path: string, text: string): ParsedJournal {
  const wholeText = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = wholeText.split('\n').slice(0, -1);
  let sum = '';
  const parsed = lines.map((line, index) => {
    const {record, sum: own} = parseLine(path, line, {number: index + 1, previous: sum});
    sum = own;
    return record;
  });
  const [first, ...records] = parsed;
  const isCutOff = wholeText.length < text.length;
  return {
    ...{header: headerOf(path, first), records: records as (StepRecord | RunRecord)[]},
    ...{wholeText, isCutOff, sum},
  };
}
