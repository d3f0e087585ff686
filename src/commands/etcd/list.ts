import {BaseCommand} from '../../lib/cli/base-command.js';
import {listEtcd} from '../../lib/queries/list-etcd.js';
import {etcdListView} from '../../lib/views/etcd-list-view.js';

export default class EtcdList extends BaseCommand {
  static override summary = 'Show the versions of etcd in the cache.';
  static override description =
    'The version is read from each binary. What an interrupted installation left behind is not shown.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<object> {
    const {flags} = await this.parse(EtcdList);
    return this.show(await listEtcd(this.services(flags)), etcdListView);
  }
}
