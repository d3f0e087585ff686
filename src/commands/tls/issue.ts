import * as Args from '@oclif/core/args';

import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {issueFlags, passphraseAsker} from '../../lib/cli/tls-flags.js';
import {issuedView, signedView} from '../../lib/views/tls-issue-view.js';
import {issueAsked} from '../../lib/workflows/pki/issue-certificates.js';
import {signRequest} from '../../lib/workflows/pki/sign-request.js';

export default class TlsIssue extends ClusterCommand {
  static override summary =
    'Issue certificates: all that are missing, those of a node or a client, or for a request.';
  static override description =
    'What is there and good stays; what is replaced is kept beside. The key of a request (--csr) never leaves its host.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> infra0 --san etcd.example.com',
    '<%= config.bin %> <%= command.id %> --client backup',
    '<%= config.bin %> <%= command.id %> --csr infra3.csr --profile peer',
  ];

  static override args = {node: Args.string({description: 'a node of the spec'})};

  static override flags = {...issueFlags, ...changeFlags};

  async run(): Promise<object> {
    const {args, flags} = await this.parse(TlsIssue);
    const askPassphrase = await passphraseAsker(this.services(flags), flags, {json: this.jsonEnabled()});
    const {csr, client, days, out, san: sans = [], profile = 'server'} = flags;
    const common = {sans, days, dryRun: flags['dry-run'], askPassphrase};
    if (csr !== undefined) {
      return this.show(
        await this.withCluster(flags, context => signRequest(context, {...common, csr, profile, out})),
        signedView,
      );
    }
    const input = {...common, node: args.node, client};
    return this.show(await this.withCluster(flags, context => issueAsked(context, input)), issuedView);
  }
}
