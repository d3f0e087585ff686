import {BaseCommand} from '../../lib/cli/base-command.js';
import {bootstrapFlags, toBootstrapRequest} from '../../lib/cli/bootstrap-flags.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {newPassphraseAsker} from '../../lib/cli/tls-flags.js';
import {bootstrapView} from '../../lib/views/bootstrap-view.js';
import {bootstrapStatic, type BootstrapResult} from '../../lib/workflows/bootstrap-static.js';

export default class BootstrapStatic extends BaseCommand {
  static override summary = 'Write the spec and the files of a cluster whose members are known beforehand.';
  static override description =
    'Writes etcdops.yaml and, from it, every file that the cluster needs; with --start it also brings the cluster ' +
    'up. Refuses to overwrite anything.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --members 3 --start',
    '<%= config.bin %> <%= command.id %> --member infra0=10.0.0.1 --member infra1=10.0.0.2 --member infra2=10.0.0.3 --format config,systemd',
    '<%= config.bin %> <%= command.id %> --members 3 --tls ca --start',
    '<%= config.bin %> <%= command.id %> --members 3 --gateways 1 --dir demo',
  ];

  static override flags = {...bootstrapFlags, ...changeFlags};

  async run(): Promise<BootstrapResult> {
    const {flags} = await this.parse(BootstrapStatic);
    const services = this.services(flags);
    const result = await bootstrapStatic(services, {
      request: toBootstrapRequest(flags),
      etcdVersion: flags['etcd-version'],
      dir: flags.dir,
      start: flags.start,
      dryRun: flags['dry-run'],
      newPassphrase: await newPassphraseAsker(services, flags, {json: this.jsonEnabled()}),
    });
    this.show({...result, cwd: services.cwd}, bootstrapView);
    return result;
  }
}
