import {etcdFlags, startFlags} from '../../lib/cli/proxy-flags.js';
import {ProxyStartCommand} from '../../lib/cli/proxy-start-command.js';
import type {ShownStart} from '../../lib/views/proxy-start-view.js';

export default class ProxyStart extends ProxyStartCommand {
  static override summary = 'Launch a v2 proxy of etcd (3.4 and 3.5), which passes HTTP on to the members.';
  static override description =
    'Checked first: its flags, its address, and whether the members answer. Without --initial-cluster and discovery its ' +
    'peers are the members of the spec. etcd 3.6 has no v2 proxy any more: see etcdops gateway start.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --proxy readonly --initial-cluster infra0=http://10.0.0.1:2380',
    '<%= config.bin %> <%= command.id %> --add --detach',
    '<%= config.bin %> <%= command.id %> --listen-client-urls http://10.0.0.9:2379 --print',
  ];

  static override flags = {...startFlags, ...etcdFlags('v2-proxy')};

  async run(): Promise<ShownStart> {
    const {flags} = await this.parse(ProxyStart);
    return this.launch('v2-proxy', flags);
  }
}
