import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {DiscoveryCommand} from '../../lib/cli/discovery-command.js';
import {discoveryFlags, serviceFlag} from '../../lib/cli/discovery-flags.js';
import {watchResult} from '../../lib/cli/watch.js';
import {
  discoveryStatus,
  type DiscoveryStatus as Result,
} from '../../lib/queries/discovery/discovery-status.js';
import {discoveryStatusView} from '../../lib/views/discovery-status-view.js';

export default class DiscoveryStatus extends DiscoveryCommand {
  static override summary = 'Show who has registered under a discovery token, and who is missing.';
  static override description =
    'Read-only. Without an argument it is the token of the spec, and the members of the spec that have not registered ' +
    'are named. Exits 3 where something is wrong with the token, 6 where the service does not answer.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> http://10.0.0.9:2379/v2/keys/_etcd/registry/6c007a14',
    '<%= config.bin %> <%= command.id %> 6c007a14 --endpoints http://10.0.0.9:2379 --watch',
  ];

  static override args = {
    token: Args.string({
      description: 'a URL, or a token of --endpoints or --service [default: that of the spec]',
    }),
  };

  static override flags = {
    service: serviceFlag,
    ...discoveryFlags,
    watch: Flags.boolean({char: 'w', description: 'show it again every second until Ctrl-C'}),
  };

  async run(): Promise<Result | undefined> {
    const {flags, args} = await this.parse(DiscoveryStatus);
    const {registry, loaded} = await this.meant(flags, args.token);
    const services = this.services(flags);
    const here = loaded === undefined ? undefined : {adapters: services, loaded};
    const observe = (): Promise<Result> => discoveryStatus(registry, here);
    if (flags.watch) {
      const options = {json: this.jsonEnabled(), color: this.colorful(), services};
      await watchResult(observe, discoveryStatusView, options);
      return undefined;
    }
    const status = await observe();
    this.exitWith(status.problems.length === 0 ? 'ok' : 'invalid');
    return this.show(status, discoveryStatusView);
  }
}
