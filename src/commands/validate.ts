import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {validateSpec} from '../lib/queries/validate-spec.js';
import {findingsView, type ValidateResult} from '../lib/views/findings-view.js';

export default class Validate extends ClusterCommand {
  static override summary =
    'Check the spec for what etcd would refuse, and for what it would accept although it is wrong.';
  static override description = 'Exits 0 when no finding is an error, else 3.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --strict --json',
  ];

  static override flags = {strict: Flags.boolean({description: 'warnings fail too'})};

  async run(): Promise<ValidateResult> {
    const {flags} = await this.parse(Validate);
    const {ok, findings} = await validateSpec(this.services(flags), {strict: flags.strict});
    const result = {ok, findings, processes: [], skipped: 0};
    this.exitWith(result.ok ? 'ok' : 'invalid');
    return this.show(result, findingsView);
  }
}
