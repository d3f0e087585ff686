import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {caFlags, newPassphraseAsker} from '../../lib/cli/tls-flags.js';
import {authoritiesView} from '../../lib/views/tls-issue-view.js';
import {makeAuthorities, type MadeAuthority} from '../../lib/workflows/pki/make-authorities.js';

export default class TlsCa extends ClusterCommand {
  static override summary = 'Make the CA of the cluster, or say what it is.';
  static override description =
    'Makes what the spec asks for and is not there; a CA that is there is never touched. The key may be encrypted: ' +
    'the passphrase comes from a file, the variable ETCDOPS_CA_PASSPHRASE or, with --encrypt, a person, never from a flag.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --encrypt',
    '<%= config.bin %> <%= command.id %> --key-type ecdsa-p384 --days 1825 --ca-passphrase-file ca.pass',
  ];

  static override flags = {...caFlags, ...changeFlags};

  async run(): Promise<{authorities: readonly MadeAuthority[]}> {
    const {flags} = await this.parse(TlsCa);
    const newPassphrase = await newPassphraseAsker(this.services(flags), flags, {json: this.jsonEnabled()});
    const result = await this.withCluster(flags, context =>
      makeAuthorities(context, {
        keyType: flags['key-type'],
        days: flags.days,
        newPassphrase,
        dryRun: flags['dry-run'],
      }),
    );
    return this.show(result, authoritiesView);
  }
}
