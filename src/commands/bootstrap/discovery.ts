import {BaseCommand} from '../../lib/cli/base-command.js';
import {discoveryBootstrapFlags, toDiscoveryInput} from '../../lib/cli/discovery-bootstrap-flags.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {newPassphraseAsker} from '../../lib/cli/tls-flags.js';
import {bootstrapView} from '../../lib/views/bootstrap-view.js';
import {bootstrapDiscovery} from '../../lib/workflows/bootstrap-discovery.js';
import type {BootstrapResult} from '../../lib/workflows/bootstrap-static.js';

export default class BootstrapDiscovery extends BaseCommand {
  static override summary =
    'Write the spec and the files of a cluster whose members find each other by a discovery service.';
  static override description =
    'Without a service one of etcdops runs on this machine for the time of the first start. Up to etcd 3.5 it is v2 ' +
    'discovery (--discovery-url), from 3.6 on v3 discovery (--discovery-endpoints). Members beyond --size are v2 proxies, ' +
    'which etcd has up to 3.5. Where the first start fails, the next up goes on, with a new token where it needs one.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --size 3 --start',
    '<%= config.bin %> <%= command.id %> --size 3 --discovery-endpoints http://10.0.0.9:2379 --start',
    '<%= config.bin %> <%= command.id %> --size 3 --etcd-version 3.5 --discovery-url http://10.0.0.9:2379',
    '<%= config.bin %> <%= command.id %> --size 3 --members 4 --etcd-version 3.5 --start',
  ];

  static override flags = {...discoveryBootstrapFlags, ...changeFlags};

  async run(): Promise<BootstrapResult> {
    const {flags} = await this.parse(BootstrapDiscovery);
    const services = this.services(flags);
    const json = this.jsonEnabled();
    const result = await bootstrapDiscovery(services, {
      ...(await toDiscoveryInput(services, flags, {json})),
      etcdVersion: flags['etcd-version'],
      dir: flags.dir,
      start: flags.start,
      dryRun: flags['dry-run'],
      newPassphrase: await newPassphraseAsker(services, flags, {json}),
    });
    this.show({...result, cwd: services.cwd}, bootstrapView);
    return result;
  }
}
