import * as Flags from '@oclif/core/flags';

import {changeFlags} from '../../lib/cli/flags.js';
import {retentionFlags, retentionRules, trashFlags} from '../../lib/cli/retention-flags.js';
import {programWords, SnapshotCommand} from '../../lib/cli/snapshot-command.js';
import {userFlags} from '../../lib/cli/user-flags.js';
import {INTERVALS, type Interval} from '../../lib/cli/snapshot-command.js';
import {snapshotScheduleView} from '../../lib/views/snapshot-schedule-view.js';
import {scheduleSnapshots, type ScheduleResult} from '../../lib/workflows/snapshots/schedule-snapshots.js';

export default class SnapshotSchedule extends SnapshotCommand {
  static override summary = 'Write a systemd timer and service, and a cron line, that save and prune.';
  static override description =
    'The files go to schedule/ beside the spec; nothing is installed. A save that fails is not followed by a prune.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --every daily --keep 5 --keep-weekly 8',
  ];

  static override flags = {
    ...changeFlags,
    every: Flags.custom<Interval>({options: [...INTERVALS], description: 'how often', default: 'hourly'})(),
    ...retentionFlags,
    ...trashFlags,
    ...userFlags,
  };

  async run(): Promise<ScheduleResult> {
    const {flags} = await this.parse(SnapshotSchedule);
    const context = {adapters: this.services(flags), loaded: await this.load(flags)};
    const given = retentionRules(flags);
    const rules = Object.values(given).some(count => count > 0)
      ? given
      : {last: 5, hourly: 24, daily: 7, weekly: 4};
    const {every, 'trash-days': trashDays} = flags;
    const request = {every, rules, trashDays, ...this.scheduledUser(flags)};
    const options = {dryRun: flags['dry-run'], program: programWords(context.adapters)};
    return this.show(await scheduleSnapshots(context, request, options), snapshotScheduleView);
  }
}
