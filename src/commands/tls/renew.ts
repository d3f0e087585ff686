import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {passphraseAsker, signFlags, toDays, withinFlag} from '../../lib/cli/tls-flags.js';
import {issuedView} from '../../lib/views/tls-issue-view.js';
import {renewCertificates, type RenewedCertificate} from '../../lib/workflows/pki/renew-certificates.js';

export default class TlsRenew extends ClusterCommand {
  static override summary =
    'Issue certificates anew with the same names; servers that run take them up by themselves.';
  static override description =
    'The old files are kept beside the new ones. Keys stay, so that a renewal is whole at every moment; --new-keys ' +
    'makes fresh ones. Afterwards every running server is asked whether it shows the new certificate.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> infra0 infra1',
    '<%= config.bin %> <%= command.id %> --within 30d',
  ];

  static override strict = false;
  static override args = {
    node: Args.string({description: 'nodes of the spec [default: all, and the clients]'}),
  };

  static override flags = {
    within: withinFlag,
    'new-keys': Flags.boolean({description: 'also make new keys'}),
    ...signFlags,
    ...changeFlags,
  };

  async run(): Promise<{certificates: readonly RenewedCertificate[]}> {
    const {argv, flags} = await this.parse(TlsRenew);
    const askPassphrase = await passphraseAsker(this.services(flags), flags, {json: this.jsonEnabled()});
    const result = await this.withCluster(flags, context =>
      renewCertificates(context, {
        nodes: argv as string[],
        withinDays: toDays(flags.within),
        days: flags.days,
        newKeys: flags['new-keys'],
        dryRun: flags['dry-run'],
        askPassphrase,
      }),
    );
    if (result.certificates.some(({presented}) => presented === false)) this.exitWith('unhealthy');
    return this.show(result, issuedView);
  }
}
