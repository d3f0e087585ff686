import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {memberAdd} from '../../lib/workflows/membership/add.js';

export default class MemberAdd extends WorkflowCommand {
  static override summary = 'Add a member: as a learner first, started, and a voter once it has caught up.';
  static override description =
    'It is written into the spec with the next free ports, gets its certificates, and every proxy learns of it. Killed at any moment, the same line goes on.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> infra3',
    {
      description: 'On another machine: prints what to type for it',
      command: '<%= config.bin %> <%= command.id %> infra3 --host 10.0.0.4',
    },
    '<%= config.bin %> <%= command.id %> infra3 --learner-only --yes',
  ];

  static override args = {name: Args.string({description: 'name of the new member', required: true})};
  static override flags = {
    ...workflowFlags,
    host: Flags.string({description: 'its machine [default: that of the first member]'}),
    'allow-unreachable': Flags.boolean({description: 'although another machine does not answer here'}),
    voter: Flags.boolean({
      description: 'a voter from the start: the quorum counts on it before it runs',
      exclusive: ['learner-only'],
    }),
    'learner-only': Flags.boolean({description: 'leave it a learner; member promote makes a voter of it'}),
  };

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(MemberAdd);
    const mode = flags.voter ? 'voter' : flags['learner-only'] ? 'learner-only' : 'learner-first';
    const host = flags.host === undefined ? {} : {host: flags.host};
    const reach = flags['allow-unreachable'] ? {allowUnreachable: true as const} : {};
    return this.carryOut(flags, memberAdd, {name: args.name, ...host, ...reach, mode});
  }
}
