import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {listRuns, type ListedRun} from '../../lib/queries/run-journals.js';
import {runListView} from '../../lib/views/run-list-view.js';

export default class RunList extends ClusterCommand {
  static override summary = 'List the runs that changed this cluster, the newest first.';
  static override description =
    'Each has a journal in .etcdops/runs; one that is not over can be resumed or aborted.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<{runs: readonly ListedRun[]}> {
    const {flags} = await this.parse(RunList);
    const {folder} = await this.load(flags);
    return this.show({runs: await listRuns(this.services(flags), folder)}, runListView);
  }
}
