import * as Flags from '@oclif/core/flags';

import {etcdFlags, startFlags} from '../../lib/cli/proxy-flags.js';
import {ProxyStartCommand} from '../../lib/cli/proxy-start-command.js';
import type {ShownStart} from '../../lib/views/proxy-start-view.js';

export default class GatewayStart extends ProxyStartCommand {
  static override summary = 'Launch a gateway of etcd, which passes TCP on to the members.';
  static override description =
    'Checked first: its flags, its address, and what the members speak. Without --endpoints and --discovery-srv it goes ' +
    'to the members of the spec.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --endpoints 10.0.0.1:2379,10.0.0.2:2379',
    '<%= config.bin %> <%= command.id %> --add --detach',
    '<%= config.bin %> <%= command.id %> --discovery-srv example.com --print',
  ];

  static override flags = {
    name: Flags.string({helpValue: 'NAME', description: 'its name in the spec [default: the next free one]'}),
    ...startFlags,
    ...etcdFlags('gateway'),
  };

  async run(): Promise<ShownStart> {
    const {flags} = await this.parse(GatewayStart);
    return this.launch('gateway', flags);
  }
}
