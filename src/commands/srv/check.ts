import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {serverFlag, srvPlaceFlags} from '../../lib/cli/srv-flags.js';
import {checkSrv, type SrvCheck as Check} from '../../lib/queries/srv/check-srv.js';
import {srvPlanOf} from '../../lib/queries/srv/srv-place.js';
import {srvCheckView} from '../../lib/views/srv-check-view.js';

export default class SrvCheck extends ClusterCommand {
  static override summary = 'Compare the records in DNS with those that the spec needs, as etcd reads them.';
  static override description =
    'Asks as etcd would, judges every record and every host that it names, and looks whether the certificates are good ' +
    'for these names. Shows the lines to add and to remove. Exits 3 when something is wrong, 6 when no name server answers.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'The name server of the zone itself, which has no old answers in a cache',
      command: '<%= config.bin %> <%= command.id %> --server 10.0.0.53',
    },
  ];

  static override flags = {...srvPlaceFlags, server: serverFlag()};

  async run(): Promise<Check> {
    const {flags} = await this.parse(SrvCheck);
    const {adapters, loaded} = await this.reach(flags);
    const plan = srvPlanOf(loaded.spec, flags);
    const check = await checkSrv(adapters, loaded, {plan, server: flags.server});
    if (!check.ok) this.exitWith('invalid');
    return this.show(check, srvCheckView);
  }
}
