import * as Args from '@oclif/core/args';

import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {WorkflowCommand, type AbortResult} from '../../lib/cli/workflow-command.js';
import {runAbortView} from '../../lib/views/run-abort-view.js';

export default class RunAbort extends WorkflowCommand {
  static override summary = 'Undo a run that is not over, up to its last point of no return, and end it.';
  static override description =
    'Steps are undone last first. What cannot be undone stays; the rest of the run is not done any more.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --yes',
  ];

  static override args = {
    id: Args.string({description: 'the run, or the beginning of its id [default: the newest]'}),
  };

  static override flags = workflowFlags;

  async run(): Promise<AbortResult> {
    const {flags, args} = await this.parse(RunAbort);
    const {plan, result} = await this.undo(flags, args.id);
    this.show({...plan, aborted: result.aborted}, runAbortView);
    return result;
  }
}
