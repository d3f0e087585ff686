import * as Flags from '@oclif/core/flags';

import {etcdFlags, startFlags} from '../../lib/cli/proxy-flags.js';
import {ProxyStartCommand} from '../../lib/cli/proxy-start-command.js';
import type {ShownStart} from '../../lib/views/proxy-start-view.js';

export default class GrpcProxyStart extends ProxyStartCommand {
  static override summary = 'Launch a gRPC proxy of etcd, which gathers watches and leases of many clients.';
  static override description =
    'Checked first: its flags, its address, and what the members speak. Without --endpoints and --discovery-srv it goes ' +
    'to the members of the spec, with the certificates of the spec.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --endpoints 10.0.0.1:2379 --listen-addr 10.0.0.9:23790',
    '<%= config.bin %> <%= command.id %> --add --detach --namespace app/',
    '<%= config.bin %> <%= command.id %> --resolver-prefix ___grpc_proxy --resolver-ttl 60 --print',
  ];

  static override flags = {
    name: Flags.string({helpValue: 'NAME', description: 'its name in the spec [default: the next free one]'}),
    'plain-listen': Flags.boolean({
      description: 'in a spec with TLS: its own clients need none',
    }),
    ...startFlags,
    ...etcdFlags('grpc-proxy'),
  };

  async run(): Promise<ShownStart> {
    const {flags} = await this.parse(GrpcProxyStart);
    return this.launch('grpc-proxy', flags);
  }
}
