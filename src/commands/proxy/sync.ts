import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {changeFlags, confirmFlags} from '../../lib/cli/flags.js';
import {writeNotice} from '../../lib/cli/output.js';
import {userFlags} from '../../lib/cli/user-flags.js';
import {runView} from '../../lib/views/run-view.js';
import {runProxySync, type ProxySyncResult} from '../../lib/workflows/proxies/sync-proxies.js';

export default class ProxySync extends ClusterCommand {
  static override summary =
    'Bring gateways and gRPC proxies in step with the members, one restart at a time.';
  static override description =
    'Compares the endpoints of each in its process, its files and the spec with the voting members that the cluster ' +
    'has now. What differs is written, and the proxy restarted: each serves again before the next one stops. One that ' +
    'does not run is not started; a v2 proxy asks the members by itself.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --yes',
  ];

  static override flags = {...changeFlags, ...confirmFlags, ...userFlags};

  async run(): Promise<ProxySyncResult & {agreed: boolean}> {
    const {flags} = await this.parse(ProxySync);
    const result = await this.withCluster(flags, async context => {
      const plan = await runProxySync(context, {dryRun: true});
      if (flags['dry-run']) return {...plan, agreed: true};
      const question = 'Restart them one at a time?';
      if (!(await this.agreed(plan.run, context.loaded.spec.cluster, {question, yes: flags.yes})))
        return {...plan, agreed: false};
      return {...(await runProxySync(context, {dryRun: false})), agreed: true};
    });
    for (const {name, why, commands} of result.left)
      writeNotice([`! ${name} ${why}`, ...commands].join('\n    '));
    const {run, agreed} = result;
    this.show({run, agreed, done: 'All go by the members. Next: etcdops status'}, runView);
    return result;
  }
}
