import {BaseCommand} from '../../lib/cli/base-command.js';
import {bootstrapFlags, toBootstrapRequest} from '../../lib/cli/bootstrap-flags.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {srvBootstrapFlags} from '../../lib/cli/srv-flags.js';
import {newPassphraseAsker} from '../../lib/cli/tls-flags.js';
import {assertSrvFlags} from '../../lib/queries/srv/srv-place.js';
import {bootstrapView} from '../../lib/views/bootstrap-view.js';
import type {BootstrapResult} from '../../lib/workflows/bootstrap-static.js';
import {bootstrapSrv} from '../../lib/workflows/srv/bootstrap-srv.js';

export default class BootstrapSrv extends BaseCommand {
  static override summary = 'Write the spec and the files of a cluster whose members DNS names.';
  static override description =
    'Writes etcdops.yaml, every file that the cluster needs, and dns/DOMAIN.zone with the records. With --start it also ' +
    'brings the cluster up, and refuses while the records in DNS are wrong. Refuses to overwrite anything. etcd 3.4 ' +
    'finds members by SRV with TLS alone.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --domain example.com --member infra0=10.0.0.1 --member infra1=10.0.0.2 --member infra2=10.0.0.3 --format config,systemd',
    '<%= config.bin %> <%= command.id %> --domain example.com --tls ca --start --wait-dns 5m',
    {
      description: 'One of several clusters in a domain',
      command: '<%= config.bin %> <%= command.id %> --domain example.com --srv-name blue --cluster blue',
    },
  ];

  static override flags = {...srvBootstrapFlags, ...bootstrapFlags, ...changeFlags};

  async run(): Promise<BootstrapResult> {
    const {flags} = await this.parse(BootstrapSrv);
    assertSrvFlags(flags);
    const services = this.services(flags);
    const result = await bootstrapSrv(services, {
      place: {domain: flags.domain, name: flags['srv-name']},
      waitMs: flags['wait-dns'],
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
