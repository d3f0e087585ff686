import * as Args from '@oclif/core/args';

import {restoreFlags} from '../../lib/cli/restore-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {typedWorkflowFlags} from '../../lib/cli/workflow-flags.js';
import {restoreInput} from '../../lib/workflows/snapshots/restore-input.js';
import {snapshotRestore} from '../../lib/workflows/snapshots/restore.js';

export default class SnapshotRestore extends WorkflowCommand {
  static override summary = 'Bring the whole cluster back from a snapshot.';
  static override description =
    'All members are restored beside their data while the cluster serves; then they stop, change directories and start as a new cluster, which no member of before can join. The old data is kept, and snapshot undo brings it back. The spec decides how many members there are, and where.';

  static override examples = [
    {description: 'The newest verified snapshot', command: '<%= config.bin %> <%= command.id %>'},
    '<%= config.bin %> <%= command.id %> backup.db --dry-run',
    '<%= config.bin %> <%= command.id %> backup.db --confirm demo',
  ];

  static override args = {
    path: Args.string({description: 'the snapshot [default: the newest verified one of this cluster]'}),
  };

  static override flags = {...typedWorkflowFlags, ...restoreFlags};

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(SnapshotRestore);
    const {cwd} = this.services(flags);
    return this.carryOut(flags, snapshotRestore, restoreInput(cwd, {path: args.path, ...flags}));
  }
}
