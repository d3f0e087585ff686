import * as Args from '@oclif/core/args';

import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {memberPromote} from '../../lib/workflows/membership/promote-learner.js';

export default class MemberPromote extends WorkflowCommand {
  static override summary = 'Make a voter of a learner, once it has all of the log.';
  static override description = 'The spec and the proxies follow. etcd cannot make a learner of it again.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> infra3',
    '<%= config.bin %> <%= command.id %> infra3 --yes',
  ];

  static override args = {
    name: Args.string({description: 'the learner, or the beginning of its id', required: true}),
  };

  static override flags = workflowFlags;

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(MemberPromote);
    return this.carryOut(flags, memberPromote, {name: args.name});
  }
}
