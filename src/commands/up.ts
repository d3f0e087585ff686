import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {changeFlags} from '../lib/cli/flags.js';
import {userFlags} from '../lib/cli/user-flags.js';
import {selectNodes} from '../lib/queries/select-nodes.js';
import {clusterStatus} from '../lib/queries/observe-cluster.js';
import {upView, type ShownUp} from '../lib/views/up-view.js';
import {runFreshUp} from '../lib/workflows/fresh-up.js';
import {runRenewingUp} from '../lib/workflows/renewing-up.js';

export default class Up extends ClusterCommand {
  static override summary = 'Start the nodes that do not run: members, and once they are healthy proxies.';
  static override description =
    'Running it again is safe: what runs stays as it is. Ctrl-C leaves what it started running; the next up goes on.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> infra1',
    {
      description: 'Begin again after a first start that never became healthy',
      command: '<%= config.bin %> <%= command.id %> --fresh',
    },
  ];

  static override strict = false;
  static override args = {node: Args.string({description: 'names of the nodes to start [default: all]'})};
  static override flags = {
    ...changeFlags,
    ...userFlags,
    fresh: Flags.boolean({
      description: 'a bootstrap that never became healthy: new token, data set aside, from the start',
    }),
  };

  async run(): Promise<ShownUp> {
    const {flags, argv} = await this.parse(Up);
    const names = argv as string[];
    const result = await this.withCluster(flags, async context => {
      selectNodes(context.loaded.spec, names);
      const options = {dryRun: flags['dry-run'], only: names};
      const {run, loaded} = flags.fresh
        ? await runFreshUp(context, options)
        : await runRenewingUp(context, options);
      if (flags['dry-run']) return {run};
      return {run, ...(await clusterStatus(context.adapters, loaded.spec, loaded.folder))};
    });
    return this.show(result, upView);
  }
}
