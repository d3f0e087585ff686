import {join} from 'node:path';

import {printable} from '../domain/text/printable.js';
import {shellQuote} from '../domain/text/shell-quote.js';
import type {ScheduleResult} from '../workflows/snapshots/schedule-snapshots.js';
import type {View} from './view.js';

/** What was written, the line for cron, and how to switch the timer on. */
export const snapshotScheduleView: View<ScheduleResult> = ({files, cron, timer, folder}) => {
  const paths = files.map(({path}) => shellQuote(join(folder, path))).join(' ');
  return [
    ...files.map(({path, outcome}) => `${outcome.padEnd(9)} ${printable(path, 500)}`),
    '',
    'For cron instead (crontab -e):',
    printable(cron, 5000),
    '',
    `Next: sudo systemctl link ${paths} && sudo systemctl enable --now ${timer}`,
  ].join('\n');
};
