import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {typedWorkflowFlags} from '../../lib/cli/workflow-flags.js';
import {snapshotUndo} from '../../lib/workflows/snapshots/undo.js';

export default class SnapshotUndo extends WorkflowCommand {
  static override summary = 'Bring back what the last restore of a snapshot put aside.';
  static override description =
    'What the cluster holds now is saved as a snapshot first, and its directories are kept too. A member that has joined since leaves the spec; one that was promoted is the proxy again that it was. Undone restores are passed over, so that the one before comes next.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --confirm demo',
  ];

  static override flags = typedWorkflowFlags;

  async run(): Promise<WorkflowResult> {
    const {flags} = await this.parse(SnapshotUndo);
    return this.carryOut(flags, snapshotUndo, {});
  }
}
