import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {memberReplace} from '../../lib/workflows/membership/replace.js';

export default class MemberReplace extends WorkflowCommand {
  static override summary = 'Replace a member that is dead or has lost its data, or a living one by another.';
  static override description =
    'Dead or in its own place it is removed first, once a snapshot of the cluster is saved, and comes back empty as a learner. With --with a living one leaves only when the new one votes. Its data is set aside, never deleted.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> infra2',
    '<%= config.bin %> <%= command.id %> infra2 --with infra3',
    '<%= config.bin %> <%= command.id %> infra2 --dry-run',
  ];

  static override args = {
    name: Args.string({description: 'the member, or the beginning of its id', required: true}),
  };

  static override flags = {
    ...workflowFlags,
    with: Flags.string({description: 'name of the node that takes its place', helpValue: 'NEW'}),
    host: Flags.string({
      description: 'machine of the new one [default: that of the old one]',
      dependsOn: ['with'],
    }),
    'allow-unreachable': Flags.boolean({description: 'although another machine does not answer here'}),
    'no-snapshot': Flags.boolean({description: 'save no snapshot before a member is removed'}),
  };

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(MemberReplace);
    const {with: other, host} = flags;
    return this.carryOut(flags, memberReplace, {
      name: args.name,
      ...(other === undefined ? {} : {with: other}),
      ...(host === undefined ? {} : {host}),
      ...(flags['allow-unreachable'] ? {allowUnreachable: true} : {}),
      ...(flags['no-snapshot'] ? {noSnapshot: true} : {}),
    });
  }
}
