import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {toDays, withinFlag} from '../../lib/cli/tls-flags.js';
import {listCertificates, type CertificateList} from '../../lib/queries/pki/list-certificates.js';
import {certificateListView} from '../../lib/views/tls-list-view.js';

export default class TlsList extends ClusterCommand {
  static override summary = 'List every certificate of the cluster with the days that it has left.';
  static override description =
    'With --within it exits 3 when one ends sooner or is missing, for cron and monitoring; else 0.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --within 30d --json',
  ];

  static override flags = {within: withinFlag};

  async run(): Promise<CertificateList> {
    const {flags} = await this.parse(TlsList);
    const {adapters, loaded} = await this.reach(flags);
    const withinDays = toDays(flags.within);
    const list = await listCertificates(adapters, loaded, withinDays);
    if (list.isDue) this.exitWith('invalid');
    return this.show(list, certificateListView);
  }
}
