import * as Args from '@oclif/core/args';

import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {findOpenRun} from '../../lib/queries/run-journals.js';
import {runView} from '../../lib/views/run-view.js';

export default class RunResume extends WorkflowCommand {
  static override summary = 'Go on with a run that was killed, interrupted, or that failed.';
  static override description =
    'Each step is asked about again before it is done; what the journal calls done and is no more stops it (exit 9).';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dry-run',
  ];

  static override args = {
    id: Args.string({description: 'the run, or the beginning of its id [default: the newest]'}),
  };

  static override flags = workflowFlags;

  async run(): Promise<WorkflowResult> {
    const {flags, args} = await this.parse(RunResume);
    const askPassphrase = await this.passphraseAsker(flags);
    const result = await this.withCluster(flags, async cluster => {
      const begun = await findOpenRun(cluster.adapters, cluster.loaded.folder, args.id);
      return this.goOn({...flags, yes: true}, {cluster, begun, askPassphrase});
    });
    const {run, agreed, done} = result;
    this.show({run, agreed, done}, runView);
    return result;
  }
}
