import * as Args from '@oclif/core/args';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {validateFlags} from '../lib/cli/validate-flags.js';
import {explainInputs} from '../lib/queries/explain-inputs.js';
import {toValidateResult, validateInputs} from '../lib/queries/validate-inputs.js';
import {explainView} from '../lib/views/explain-view.js';
import {reportView} from '../lib/views/report-view.js';

export default class Validate extends ClusterCommand {
  static override summary =
    'Check configurations for what etcd would refuse, and for what it would accept although it is wrong.';
  static override description =
    'Reads the spec of this folder, or any files and folders: config files, env files, systemd units, Procfiles, ' +
    'compose files, docker lines, shell scripts, Kubernetes manifests; - is standard input. All of them are taken ' +
    'for one cluster, and read as the etcd of the version reads them. Exits 0 when no finding is an error, else 3.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> /etc/etcd --etcd-version 3.5.12',
    '<%= config.bin %> <%= command.id %> nodes --explain infra0',
    '<%= config.bin %> <%= command.id %> . --target-version 3.7',
    '<%= config.bin %> <%= command.id %> deploy --strict --report sarif',
  ];

  static override strict = false;
  static override args = {path: Args.string({description: 'files or folders [default: the spec]'})};
  static override flags = validateFlags;

  async run(): Promise<object> {
    const {flags, argv} = await this.parse(Validate);
    const validated = await validateInputs(this.services(flags), {
      paths: argv as string[],
      kind: flags.kind,
      etcdVersion: flags['etcd-version'],
      targetVersion: flags['target-version'],
      strict: flags.strict,
    });
    if (flags.explain !== undefined) {
      return this.show({explained: explainInputs(validated, flags.explain)}, explainView);
    }
    this.exitWith(validated.ok ? 'ok' : 'invalid');
    return this.show(toValidateResult(validated), reportView(flags.report, this.config.version));
  }
}
