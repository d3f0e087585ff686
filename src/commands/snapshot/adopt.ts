import {resolve} from 'node:path';

import * as Args from '@oclif/core/args';

import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {snapshotAdopt} from '../../lib/workflows/snapshots/adopt.js';

export default class SnapshotAdopt extends WorkflowCommand {
  static override summary = 'Go on with what snapshot restore --to has made, as the cluster of this spec.';
  static override description =
    'The spec gets its token, and the places of the data that are on this machine; its id is known from then on. Nothing is started, and nothing of the data of before is touched.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> ./for-other-machines --dry-run',
    '<%= config.bin %> <%= command.id %> ./for-other-machines --yes',
  ];

  static override args = {
    dir: Args.string({required: true, description: 'the folder that was given to --to'}),
  };

  static override flags = workflowFlags;

  async run(): Promise<WorkflowResult> {
    const {args, flags} = await this.parse(SnapshotAdopt);
    return this.carryOut(flags, snapshotAdopt, {dir: resolve(this.services(flags).cwd, args.dir)});
  }
}
