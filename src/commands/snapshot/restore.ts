import * as Args from '@oclif/core/args';

import {restoreFlags} from '../../lib/cli/restore-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {typedWorkflowFlags} from '../../lib/cli/workflow-flags.js';
import {snapshotRestoreToView} from '../../lib/views/snapshot-restore-to-view.js';
import {restoreInput, restoreToInput} from '../../lib/workflows/snapshots/restore-input.js';
import {restoreTo, type RestoreToResult} from '../../lib/workflows/snapshots/restore-to.js';
import {snapshotRestore} from '../../lib/workflows/snapshots/restore.js';

export default class SnapshotRestore extends WorkflowCommand {
  static override summary = 'Bring the whole cluster back from a snapshot.';
  static override description =
    'All members are restored beside their data while the cluster serves; then they stop, change directories and start as a new cluster, which no member of before can join. The old data is kept, and snapshot undo brings it back. The spec decides how many members there are, and where.';

  static override examples = [
    {description: 'The newest verified snapshot', command: '<%= config.bin %> <%= command.id %>'},
    '<%= config.bin %> <%= command.id %> backup.db --dry-run',
    '<%= config.bin %> <%= command.id %> backup.db --confirm demo',
    {
      description: 'Without one: from the freshest of the members that died',
      command:
        '<%= config.bin %> <%= command.id %> --from-data infra0 --from-data infra1 --from-data /mnt/rescued/infra2',
    },
    '<%= config.bin %> <%= command.id %> backup.db --to ./for-other-machines',
  ];

  static override args = {
    path: Args.string({
      description: 'the snapshot [default: the newest verified one of this cluster, saved with a quorum]',
    }),
  };

  static override flags = {...typedWorkflowFlags, ...restoreFlags};

  async run(): Promise<WorkflowResult | RestoreToResult> {
    const {flags, args} = await this.parse(SnapshotRestore);
    const {cwd} = this.services(flags);
    if (flags.to !== undefined) {
      const input = restoreToInput(cwd, {...flags, path: args.path, to: flags.to});
      const cluster = await this.reach(flags);
      const {folder} = cluster.loaded;
      return this.showFrom(folder, await restoreTo(cluster, input), snapshotRestoreToView(folder));
    }
    return this.carryOut(flags, snapshotRestore, restoreInput(cwd, {path: args.path, ...flags}));
  }
}
