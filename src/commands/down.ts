import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {writeNotice} from '../lib/cli/output.js';
import {changeFlags, confirmFlags} from '../lib/cli/flags.js';
import {selectNodes} from '../lib/queries/select-nodes.js';
import {runView} from '../lib/views/run-view.js';
import {runDown, type DownResult} from '../lib/workflows/down.js';

export default class Down extends ClusterCommand {
  static override summary = 'Stop the processes that etcdops started, proxies first.';
  static override description =
    'What honcho, systemd or docker started is left running, and said. The data stays where it is; --purge sets it ' +
    'aside under another name.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> infra2 --yes',
    '<%= config.bin %> <%= command.id %> --purge --confirm demo',
  ];

  static override strict = false;
  static override args = {node: Args.string({description: 'names of the nodes to stop [default: all]'})};
  static override flags = {
    ...changeFlags,
    ...confirmFlags,
    purge: Flags.boolean({description: 'also set all data aside, and give the cluster a new token'}),
    confirm: Flags.string({
      description: 'with --purge: the name of the cluster, instead of typing it',
      helpValue: 'CLUSTER',
      dependsOn: ['purge'],
    }),
  };

  async run(): Promise<DownResult & {agreed: boolean}> {
    const {flags, argv} = await this.parse(Down);
    const result = await this.withCluster(flags, async context => {
      const {spec} = context.loaded;
      const nodes = selectNodes(spec, argv as string[]);
      const options = {nodes, named: argv.length > 0, purge: flags.purge};
      const plan = await runDown(context, {...options, dryRun: true});
      if (flags['dry-run']) return {...plan, agreed: true};
      const typed = flags.purge ? {typed: {given: flags.confirm}} : {};
      const question = flags.purge
        ? `Set the data of ${spec.cluster} aside?`
        : `Stop ${nodes.map(({name}) => name).join(', ')}?`;
      if (!(await this.agreed(plan.run, spec.cluster, {question, yes: flags.yes, ...typed})))
        return {...plan, agreed: false};
      return {...(await runDown(context, {...options, dryRun: false})), agreed: true};
    });
    for (const name of result.left) writeNotice(`! ${name} was started by something else and keeps running`);
    this.show({...result, done: 'Stopped. Next: etcdops up'}, runView);
    return result;
  }
}
