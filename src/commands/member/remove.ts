import * as Args from '@oclif/core/args';

import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {memberRemove} from '../../lib/workflows/membership/remove.js';

export default class MemberRemove extends WorkflowCommand {
  static override summary = 'Remove a member: another one leads first, and its data is set aside.';
  static override description =
    'Refuses where the quorum would be lost. A member that the spec does not have is named by its id.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> infra4',
    '<%= config.bin %> <%= command.id %> 8e9e05c52164694d --yes',
  ];

  static override args = {
    name: Args.string({description: 'the member, or the beginning of its id', required: true}),
  };

  static override flags = workflowFlags;

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(MemberRemove);
    return this.carryOut(flags, memberRemove, {name: args.name});
  }
}
