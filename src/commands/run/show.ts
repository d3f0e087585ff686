import * as Args from '@oclif/core/args';

import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {showRun, type RunDetails} from '../../lib/queries/show-run.js';
import {runShowView} from '../../lib/views/run-show-view.js';

export default class RunShow extends ClusterCommand {
  static override summary = 'Show one run: its steps, how far it came, and why it stopped.';
  static override description = 'This is what the journal says; etcdops status says how the cluster stands.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 20261121T0436',
  ];

  static override args = {
    id: Args.string({description: 'the run, or the beginning of its id [default: the newest]'}),
  };

  async run(): Promise<{run: RunDetails}> {
    const {flags, args} = await this.parse(RunShow);
    const {folder} = await this.load(flags);
    return this.show({run: await showRun(this.services(flags), folder, args.id)}, runShowView);
  }
}
