import type {RetentionRules} from '../domain/snapshots/retention.js';
import {countFlag} from './flags.js';

const MOST = 100_000;

/** For how long what is not kept can be brought back. */
export const trashFlags = {
  'trash-days': countFlag(
    'trash-days',
    0,
    MOST,
  )({
    description: 'delete from the trash what has been there for so many days; 0: at once',
    default: 7,
  }),
};

/** Which snapshots are kept. */
export const retentionFlags = {
  keep: countFlag('keep', 0, MOST)({description: 'how many of the newest'}),
  'keep-hourly': countFlag(
    'keep-hourly',
    0,
    MOST,
  )({description: 'the newest of each of the last N hours that have any'}),
  'keep-daily': countFlag('keep-daily', 0, MOST)({description: 'likewise of days, in UTC'}),
  'keep-weekly': countFlag('keep-weekly', 0, MOST)({description: 'likewise of weeks, which begin on Monday'}),
};

export interface RetentionFlags {
  readonly keep?: number | undefined;
  readonly 'keep-hourly'?: number | undefined;
  readonly 'keep-daily'?: number | undefined;
  readonly 'keep-weekly'?: number | undefined;
}

export function retentionRules(flags: RetentionFlags): RetentionRules {
  return {
    last: flags.keep ?? 0,
    hourly: flags['keep-hourly'] ?? 0,
    daily: flags['keep-daily'] ?? 0,
    weekly: flags['keep-weekly'] ?? 0,
  };
}
