import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {srvPlaceFlags} from '../../lib/cli/srv-flags.js';
import {srvPlanOf} from '../../lib/queries/srv/srv-place.js';
import {RECORD_FORMATS, srvPlanView, type RecordFormat, type SrvPlan} from '../../lib/views/srv-plan-view.js';

export default class SrvPlanCommand extends ClusterCommand {
  static override summary = 'Show the DNS records by which the members of the spec are found.';
  static override description =
    'SRV records for peers and for clients, with TLS or without as the spec says, and the addresses of the hosts that ' +
    'they name, as far as the spec knows them. Nothing is asked and nothing is written.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --format zone >> db.example.com',
    '<%= config.bin %> <%= command.id %> --format dnsmasq > /etc/dnsmasq.d/etcd.conf',
    '<%= config.bin %> <%= command.id %> --format route53 > batch.json',
    {
      description: 'For a cluster that does not use them yet',
      command: '<%= config.bin %> <%= command.id %> --domain example.com',
    },
  ];

  static override flags = {
    ...srvPlaceFlags,
    format: Flags.custom<RecordFormat>({
      char: 'f',
      options: [...RECORD_FORMATS],
      description: 'for a tool instead of people',
    })(),
  };

  async run(): Promise<SrvPlan> {
    const {flags} = await this.parse(SrvPlanCommand);
    const {spec} = await this.load(flags);
    const plan = srvPlanOf(spec, flags);
    this.show({plan, format: flags.format}, srvPlanView);
    return plan;
  }
}
