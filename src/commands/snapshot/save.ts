import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {changeFlags} from '../../lib/cli/flags.js';
import {SnapshotCommand} from '../../lib/cli/snapshot-command.js';
import {userFlags} from '../../lib/cli/user-flags.js';
import {snapshotSaveView} from '../../lib/views/snapshot-save-view.js';
import {saveSnapshot, type SaveResult} from '../../lib/workflows/snapshots/save-snapshot.js';

export default class SnapshotSave extends SnapshotCommand {
  static override summary = 'Save the database of a member that is up to date, proven while it is written.';
  static override description =
    "A follower gives it where one is level with the leader. The digest at the end is checked as the bytes come, the structure is read by etcd's own tool, and a manifest beside the file says what it is. Nothing is overwritten. Without a quorum it works too, and warns that writes may be missing.";

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> /backup/demo.db',
    '<%= config.bin %> <%= command.id %> --from infra2 --json',
    '<%= config.bin %> <%= command.id %> --user root --password-file /etc/etcd/root.password',
  ];

  static override args = {
    path: Args.string({description: 'the file [default: a name of its own in .etcdops/snapshots/]'}),
  };

  static override flags = {
    ...changeFlags,
    from: Flags.string({description: 'the member that gives it', helpValue: 'NODE'}),
    ...userFlags,
  };

  async run(): Promise<SaveResult> {
    const {args, flags} = await this.parse(SnapshotSave);
    const context = await this.reach(flags);
    const request = {path: args.path, from: flags.from, dryRun: flags['dry-run']};
    return this.showFrom(context.loaded.folder, await saveSnapshot(context, request), snapshotSaveView);
  }
}
