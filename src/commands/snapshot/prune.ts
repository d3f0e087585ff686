import {changeFlags, confirmFlags} from '../../lib/cli/flags.js';
import {writeNotice} from '../../lib/cli/output.js';
import {confirm} from '../../lib/cli/prompts.js';
import {retentionFlags, retentionRules, trashFlags} from '../../lib/cli/retention-flags.js';
import {SnapshotCommand} from '../../lib/cli/snapshot-command.js';
import {terminalColumns} from '../../lib/cli/terminal-columns.js';
import {
  snapshotPrunePlan,
  snapshotPruneQuestion,
  snapshotPruneView,
} from '../../lib/views/snapshot-prune-view.js';
import {pruneSnapshots, type PruneResult} from '../../lib/workflows/snapshots/prune-snapshots.js';

export default class SnapshotPrune extends SnapshotCommand {
  static override summary = 'Move snapshots that are not needed any more to the trash.';
  static override description =
    'What any of the rules keeps stays, and always the newest verified one that a restore takes unasked. Snapshots of other clusters and files without a manifest are left alone. What goes is moved to .etcdops/snapshots-trash/, or where the folder of the snapshots is a link or a disk of its own, to a hidden folder in it; what was moved there --trash-days ago is deleted.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --keep 5 --dry-run',
    '<%= config.bin %> <%= command.id %> --keep 5 --keep-hourly 24 --keep-daily 7 --keep-weekly 4 --yes',
    {
      description: 'Where the disk is full',
      command: '<%= config.bin %> <%= command.id %> --keep 5 --trash-days 0',
    },
  ];

  static override flags = {...changeFlags, ...confirmFlags, ...retentionFlags, ...trashFlags};

  async run(): Promise<PruneResult> {
    const {flags} = await this.parse(SnapshotPrune);
    const context = {adapters: this.services(flags), loaded: await this.load(flags)};
    const agree = (plan: PruneResult): Promise<boolean> => this.agreedTo(plan, flags.yes);
    const {'dry-run': dryRun, 'trash-days': trashDays} = flags;
    const request = {rules: retentionRules(flags), trashDays, dryRun, agree};
    return this.showFrom(context.loaded.folder, await pruneSnapshots(context, request), snapshotPruneView);
  }

  private async agreedTo(plan: PruneResult, yes: boolean): Promise<boolean> {
    if (yes) return true;
    const asking = {json: this.jsonEnabled(), signal: this.stopSignal()};
    if (process.stderr.isTTY && !asking.json)
      writeNotice(snapshotPrunePlan(plan, {color: this.colorful(), width: terminalColumns(process.stderr)}));
    return confirm(snapshotPruneQuestion(plan), asking);
  }
}
