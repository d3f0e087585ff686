import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {etcdctlVariables} from '../lib/queries/cluster-env.js';
import {envView, SHELLS, type Shell} from '../lib/views/env-view.js';

export default class Env extends ClusterCommand {
  static override summary = 'Print the variables that make a plain etcdctl talk to this cluster.';

  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %>)"',
    '<%= config.bin %> <%= command.id %> --shell fish | source',
  ];

  static override flags = {
    shell: Flags.custom<Shell>({options: [...SHELLS], default: 'sh', description: 'whose syntax to print'})(),
  };

  async run(): Promise<{env: Record<string, string>}> {
    const {flags} = await this.parse(Env);
    const env = etcdctlVariables(await this.load(flags));
    this.show({shell: flags.shell, env}, envView);
    return {env};
  }
}
