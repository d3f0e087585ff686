import * as Args from '@oclif/core/args';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {changeFlags, confirmFlags} from '../lib/cli/flags.js';
import {userFlags} from '../lib/cli/user-flags.js';
import {selectNodes} from '../lib/queries/select-nodes.js';
import {runView} from '../lib/views/run-view.js';
import {runRestart} from '../lib/workflows/restart.js';
import type {RunReport} from '../lib/engine/step.js';

export default class Restart extends ClusterCommand {
  static override summary =
    'Restart nodes one at a time: members, each healthy before the next one stops, then proxies.';
  static override description =
    'The leader is the last of the members; gateways go before it, since they pass nothing for a minute to a member that ' +
    'was away when they came. Refuses where a stop would cost the cluster its quorum.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> infra1 --yes',
  ];

  static override strict = false;
  static override args = {node: Args.string({description: 'names of the nodes to restart [default: all]'})};
  static override flags = {...changeFlags, ...confirmFlags, ...userFlags};

  async run(): Promise<{run: RunReport; agreed: boolean}> {
    const {flags, argv} = await this.parse(Restart);
    const result = await this.withCluster(flags, async context => {
      const {spec} = context.loaded;
      const nodes = selectNodes(spec, argv as string[]);
      const options = {nodes, named: argv.length > 0};
      const plan = await runRestart(context, {...options, dryRun: true});
      if (flags['dry-run']) return {...plan, agreed: true};
      const question = 'Restart them one at a time?';
      if (!(await this.agreed(plan.run, spec.cluster, {question, yes: flags.yes})))
        return {...plan, agreed: false};
      return {...(await runRestart(context, {...options, dryRun: false})), agreed: true};
    });
    this.show({...result, done: 'Restarted. Next: etcdops status'}, runView);
    return result;
  }
}
