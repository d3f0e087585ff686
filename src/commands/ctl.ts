import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {runEtcdctl} from '../lib/workflows/run-etcdctl.js';

export default class Ctl extends ClusterCommand {
  static override summary = "Run etcdctl with this cluster's endpoints.";
  static override description = 'What stands behind -- goes to etcdctl as it is; its exit code is kept.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> -- put hello world',
    '<%= config.bin %> <%= command.id %> -- get hello',
    '<%= config.bin %> <%= command.id %> -- endpoint status --write-out table',
  ];

  static override enableJsonFlag = false;
  static override strict = false;

  async run(): Promise<void> {
    const {flags} = await this.parse(Ctl);
    const context = await this.reach(flags);
    // Not the parsed arguments: oclif puts a repeated word next to its first occurrence.
    const end = this.argv.indexOf('--');
    const args = end === -1 ? [] : this.argv.slice(end + 1);
    process.exitCode = await runEtcdctl(context, args);
  }
}
