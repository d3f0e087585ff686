import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {srvAccessFlags, toSrvAccess} from '../lib/cli/srv-flags.js';
import {runEtcdctl, runEtcdctlByDns} from '../lib/workflows/run-etcdctl.js';

export default class Ctl extends ClusterCommand {
  static override summary = "Run etcdctl with this cluster's endpoints.";
  static override description =
    'What stands behind -- goes to etcdctl as it is; its exit code is kept. With --discovery-srv it is the cluster that ' +
    'DNS names: every command of etcdctl gets its endpoints, with TLS alone where DNS names such; certificates and user ' +
    "are those of etcdctl's own flags and ETCDCTL_… variables.";

  static override examples = [
    '<%= config.bin %> <%= command.id %> -- put hello world',
    '<%= config.bin %> <%= command.id %> -- get hello',
    '<%= config.bin %> <%= command.id %> -- endpoint status --write-out table',
    '<%= config.bin %> <%= command.id %> --discovery-srv example.com -- --cacert ca.crt endpoint health',
  ];

  static override enableJsonFlag = false;
  static override strict = false;
  static override flags = srvAccessFlags;

  async run(): Promise<void> {
    const {flags} = await this.parse(Ctl);
    // Not the parsed arguments: oclif puts a repeated word next to its first occurrence.
    const end = this.argv.indexOf('--');
    const args = end === -1 ? [] : this.argv.slice(end + 1);
    const place = toSrvAccess(flags);
    process.exitCode = await (place === undefined
      ? runEtcdctl(await this.reach(flags), args)
      : runEtcdctlByDns(this.services(flags), place, args));
  }
}
