import {workflowFlags} from '../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../lib/cli/workflow-command.js';
import {apply} from '../lib/workflows/apply/apply.js';

export default class Apply extends WorkflowCommand {
  static override summary =
    'Bring the running cluster to the spec as it stands: members, settings, proxies, files.';
  static override description =
    'One change at a time, each behind the quorum: members come as learners and leave when the others vote, restarts roll. etcdops plan shows the steps.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes --json',
  ];

  static override flags = workflowFlags;

  async run(): Promise<WorkflowResult> {
    const {flags} = await this.parse(Apply);
    return this.carryOut(flags, apply, {});
  }
}
