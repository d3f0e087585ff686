import {shellQuote} from '../text/shell-quote.js';
import type {RetentionRules} from './retention.js';

export const INTERVALS = ['hourly', 'daily', 'weekly'] as const;
export type Interval = (typeof INTERVALS)[number];

export interface ScheduleRequest {
  readonly every: Interval;
  readonly rules: RetentionRules;
  /** How long what prune moves to the trash stays there. */
  readonly trashDays: number;
  /** A user of etcd and the file with the password, for a cluster that has users. */
  readonly user?: string | undefined;
  readonly passwordFile?: string | undefined;
}

export interface ScheduledLines {
  /** The words that start etcdops, absolute. */
  readonly program: readonly string[];
  readonly specPath: string;
  /** Where the programs of etcd are, absolute; a timer has another environment than who sets it up. */
  readonly etcdBinDir?: string | undefined;
}

/** The next one is not to find it still at work; whatever hangs, such as a disk that is far away, ends by then. */
const TIMEOUTS: Readonly<Record<Interval, string>> = {hourly: '50m', daily: '12h', weekly: '12h'};

/** What runs each time, one after the other: as argument lists. */
export function scheduledCommands(
  {every, rules, trashDays, user, passwordFile}: ScheduleRequest,
  {program, specPath, etcdBinDir}: ScheduledLines,
): readonly (readonly string[])[] {
  const common = ['--spec', specPath, '--json'];
  const bin = etcdBinDir === undefined ? [] : ['--etcd-bin-dir', etcdBinDir];
  const as = [
    ...(user === undefined ? [] : ['--user', user]),
    ...(passwordFile === undefined ? [] : ['--password-file', passwordFile]),
  ];
  const rule = (flag: string, count: number): string[] => (count === 0 ? [] : [flag, String(count)]);
  const keep = [
    ...rule('--keep', rules.last),
    ...rule('--keep-hourly', rules.hourly),
    ...rule('--keep-daily', rules.daily),
    ...rule('--keep-weekly', rules.weekly),
  ];
  return [
    [...program, 'snapshot', 'save', ...common, '--timeout', TIMEOUTS[every], ...bin, ...as],
    [...program, 'snapshot', 'prune', ...common, '--yes', ...keep, '--trash-days', String(trashDays)],
  ];
}

/** Not on the hour, when everything else of the machine runs. */
const CRON_TIMES: Readonly<Record<Interval, string>> = {
  hourly: '17 * * * *',
  daily: '17 3 * * *',
  weekly: '17 3 * * 1',
};

/**
 * A line for `crontab -e`. Cron sends what a line writes: with --json that is warnings, and here the error of what failed,
 * which is on stdout. Cron makes line ends of percent signs, so they are escaped.
 */
export function cronLine(every: Interval, commands: readonly (readonly string[])[]): string {
  const line = commands.map(words => `out=$(${words.map(shellQuote).join(' ')})`).join(' && ');
  const failing = `{ printf '%s\\n' "$out" >&2; exit 1; }`;
  return `${CRON_TIMES[every]} ${`${line} || ${failing}`.replaceAll('%', '\\%')}`;
}
