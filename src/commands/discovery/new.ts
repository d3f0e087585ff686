import * as Flags from '@oclif/core/flags';

import {DiscoveryCommand} from '../../lib/cli/discovery-command.js';
import {discoveryFlags, givenClient, serviceFlag, sizeFlag} from '../../lib/cli/discovery-flags.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {newTokenView} from '../../lib/views/new-token-view.js';
import {newDiscoveryToken, type NewToken} from '../../lib/workflows/discovery/new-token.js';

export default class DiscoveryNew extends DiscoveryCommand {
  static override summary = 'Make a discovery token for a cluster that is to be, at a service that there is.';
  static override description =
    'With --endpoints at an etcd, in the way of the etcd at hand or of --etcd-version. Else at a v2 service, by default ' +
    'the public one, which nobody keeps alive any more. A token is for one bootstrap.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --size 3 --endpoints http://10.0.0.9:2379',
    '<%= config.bin %> <%= command.id %> --size 3 --service http://10.0.0.9:2379',
    '<%= config.bin %> <%= command.id %> --size 3',
  ];

  static override flags = {
    size: sizeFlag({description: 'how many members the cluster is to have', required: true}),
    service: serviceFlag,
    token: Flags.string({description: 'the token [default: a fresh one]'}),
    'etcd-version': Flags.string({
      description: 'of the members, where it is another than at hand',
      helpValue: 'VERSION',
    }),
    ...discoveryFlags,
    ...changeFlags,
  };

  async run(): Promise<NewToken> {
    const {flags} = await this.parse(DiscoveryNew);
    const services = this.services(flags);
    const {size, service, endpoints, token} = flags;
    const client = await givenClient(services, flags, {json: this.jsonEnabled()});
    const protocol = await this.protocolOfNew(flags);
    return this.show(
      await newDiscoveryToken(services, {
        size,
        service,
        endpoints,
        token,
        client,
        protocol,
        dryRun: flags['dry-run'],
      }),
      newTokenView,
    );
  }
}
