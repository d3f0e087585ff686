import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {watchStatus} from '../lib/cli/watch.js';
import {userFlags} from '../lib/cli/user-flags.js';
import type {ClusterStatus} from '../lib/domain/cluster/judge.js';
import {clusterStatus} from '../lib/queries/observe-cluster.js';
import {statusView} from '../lib/views/status-view.js';

export default class Status extends ClusterCommand {
  static override summary = 'Show the state of every node, also of dead ones, and what to do next.';
  static override description =
    'Read-only, and answered within 3 seconds whatever is dead. Proxies are asked whether a member is reached through them, and compared with the members there are. Exits 0 when all members are healthy, else 6.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --watch',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {
    ...userFlags,
    watch: Flags.boolean({char: 'w', description: 'show it again every second until Ctrl-C'}),
  };

  async run(): Promise<ClusterStatus | undefined> {
    const {flags} = await this.parse(Status);
    const {adapters, loaded} = await this.reach(flags);
    const observe = (): Promise<ClusterStatus> => clusterStatus(adapters, loaded.spec, loaded.folder);
    if (flags.watch) {
      await watchStatus(observe, {json: this.jsonEnabled(), color: this.colorful(), services: adapters});
      return undefined;
    }
    const status = await observe();
    this.exitWith(status.cluster.health === 'healthy' ? 'ok' : 'unhealthy');
    return this.show(status, statusView);
  }

  protected override warnsOf(): boolean {
    return true;
  }
}
