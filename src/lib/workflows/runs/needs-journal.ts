import type {Adapters} from '../../adapters/adapters.js';
import {OpsError} from '../../errors/ops-error.js';
import {findRun} from '../../queries/run-journals.js';

export interface JournalNeed {
  /** How many of the steps change something, as far as can be told before the first. */
  readonly effects: number;
  /** The newest run may be begun anew at any time, and is not over. */
  readonly isOneLeft: boolean;
}

/**
 * One effect is there or is not, and the world tells which: a journal would say no more. Where a run of before was left
 * half-way, the journal of the next one says that it is over with that.
 */
export function needsJournal({effects, isOneLeft}: JournalNeed): boolean {
  return effects > 1 || isOneLeft;
}

/** A journal that cannot be read stands in nobody's way here. */
export async function isRepeatableLeft({files}: Pick<Adapters, 'files'>, folder: string): Promise<boolean> {
  const newest = await findRun({files}, folder, undefined).catch((error: unknown) => {
    if (error instanceof OpsError) return undefined;
    throw error;
  });
  return newest?.journal.header.repeatable === true && newest.state.end === undefined;
}
