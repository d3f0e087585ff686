import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {workflowFlags} from '../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../lib/cli/workflow-command.js';
import {promote} from '../lib/workflows/membership/promote.js';

export default class Promote extends WorkflowCommand {
  static override summary = 'Make a voting member of a v2 proxy, a gateway, a gRPC proxy or a learner.';
  static override description =
    'Its clients keep their address, which is away for one restart. It joins as a learner, so that no write waits for it. A proxy directory is set aside. Killed at any moment, the same line goes on.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> proxy0',
    '<%= config.bin %> <%= command.id %> proxy0 --as infra3',
    '<%= config.bin %> <%= command.id %> grpc-proxy0 --dry-run',
  ];

  static override args = {node: Args.string({description: 'the node to promote', required: true})};
  static override flags = {
    ...workflowFlags,
    as: Flags.string({description: 'name of the member [default: that of the node]', helpValue: 'NAME'}),
    'drop-namespace': Flags.boolean({
      description: 'of a gRPC proxy with a namespace: its clients write the whole key from then on',
    }),
    'new-client-url': Flags.boolean({
      description: 'of a gRPC proxy that takes clients without TLS: they use https:// from then on',
    }),
  };

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(Promote);
    const {as, 'drop-namespace': dropNamespace, 'new-client-url': newClientUrl} = flags;
    const input = {name: args.node, ...(as === undefined ? {} : {as}), dropNamespace, newClientUrl};
    return this.carryOut(flags, promote, input);
  }
}
