import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {srvAccessFlags, toSrvAccess} from '../lib/cli/srv-flags.js';
import {etcdctlVariables} from '../lib/queries/cluster-env.js';
import {endpointsByDns} from '../lib/queries/srv/endpoints-by-dns.js';
import {envCommand, envView, SHELLS, type Shell} from '../lib/views/env-view.js';

export default class Env extends ClusterCommand {
  static override summary = 'Print the variables that make a plain etcdctl talk to this cluster.';
  static override description =
    'With --discovery-srv of the cluster that DNS names, as it names it now: its endpoints alone, since certificates and ' +
    'users are not in DNS.';

  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %>)"',
    '<%= config.bin %> <%= command.id %> --shell fish | source',
    'eval "$(<%= config.bin %> <%= command.id %> --discovery-srv example.com)"',
  ];

  static override flags = {
    shell: Flags.custom<Shell>({options: [...SHELLS], default: 'sh', description: 'whose syntax to print'})(),
    ...srvAccessFlags,
  };

  async run(): Promise<{env: Record<string, string>}> {
    const {flags} = await this.parse(Env);
    const place = toSrvAccess(flags);
    const env =
      place === undefined
        ? etcdctlVariables(await this.load(flags))
        : {ETCDCTL_ENDPOINTS: (await endpointsByDns(this.services(flags), place)).join(',')};
    this.show({shell: flags.shell, env, command: envCommand(place)}, envView);
    return {env};
  }
}
