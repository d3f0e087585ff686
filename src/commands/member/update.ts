import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {memberUpdate} from '../../lib/workflows/membership/update.js';

export default class MemberUpdate extends WorkflowCommand {
  static override summary =
    'Give a member another peer URL: the cluster hears of it, then the member restarts there.';
  static override description =
    'Another host in the URL moves the client URL along. Refused for a learner where etcd would make a voter of it.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> infra1 --peer-url http://127.0.0.1:2480',
    '<%= config.bin %> <%= command.id %> infra1 --peer-url https://10.0.0.7:2380 --yes',
  ];

  static override args = {
    name: Args.string({description: 'the member, or the beginning of its id', required: true}),
  };

  static override flags = {
    ...workflowFlags,
    'peer-url': Flags.string({description: 'where the others reach it', helpValue: 'URL', required: true}),
  };

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(MemberUpdate);
    return this.carryOut(flags, memberUpdate, {name: args.name, peerUrl: flags['peer-url']});
  }
}
