import * as Args from '@oclif/core/args';

import {DiscoveryCommand} from '../../lib/cli/discovery-command.js';
import {discoveryFlags, serviceFlag} from '../../lib/cli/discovery-flags.js';
import {changeFlags, confirmFlags} from '../../lib/cli/flags.js';
import {confirm} from '../../lib/cli/prompts.js';
import {reapView} from '../../lib/views/reap-view.js';
import {planReap, reapToken, type ReapResult} from '../../lib/workflows/discovery/reap.js';

export default class DiscoveryReap extends DiscoveryCommand {
  static override summary = 'Remove a discovery token with all that has registered under it.';
  static override description =
    'A cluster that has started does not need its token any more. Members that still wait for others never meet them then.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> http://10.0.0.9:2379/v2/keys/_etcd/registry/6c007a14',
    '<%= config.bin %> <%= command.id %> 6c007a14 --endpoints http://10.0.0.9:2379 --yes',
  ];

  static override args = {
    token: Args.string({description: 'a URL, or a token of --endpoints or --service', required: true}),
  };

  static override flags = {service: serviceFlag, ...discoveryFlags, ...changeFlags, ...confirmFlags};

  async run(): Promise<ReapResult> {
    const {flags, args} = await this.parse(DiscoveryReap);
    const {registry} = await this.meant(flags, args.token);
    const {isThere, ...plan} = await planReap(registry);
    if (flags['dry-run']) return this.show({...plan, isThere, isPlanned: true}, reapView);
    if (!isThere) return this.show({...plan, isThere}, reapView);
    const question = `Remove the token ${plan.token}, under which ${plan.registered} of ${plan.size ?? '?'} have registered?`;
    const asking = {json: this.jsonEnabled(), signal: this.stopSignal()};
    const agreed = flags.yes || (await confirm(question, asking));
    const removed = agreed && (await reapToken(registry));
    return this.show({...plan, isThere, removed}, reapView);
  }
}
