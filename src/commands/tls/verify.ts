import * as Args from '@oclif/core/args';

import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {verifyTls, type TlsVerdict} from '../../lib/queries/pki/verify-tls.js';
import {selectNodes} from '../../lib/queries/select-nodes.js';
import {tlsVerdictView} from '../../lib/views/tls-verify-view.js';

export default class TlsVerify extends ClusterCommand {
  static override summary = 'Check every certificate, then shake hands with every node for real.';
  static override description =
    'Files: chain, dates, names, usages, keys and modes. Then a handshake to each client port as the client admin, ' +
    'and to each peer port as each other member of this machine. Exits 3 when something fails.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> infra0',
  ];

  static override args = {node: Args.string({description: 'a node of the spec [default: all]'})};

  async run(): Promise<TlsVerdict> {
    const {args, flags} = await this.parse(TlsVerify);
    const {adapters, loaded} = await this.reach(flags);
    const nodes = selectNodes(loaded.spec, args.node === undefined ? [] : [args.node]);
    const verdict = await verifyTls(adapters, loaded, nodes);
    if (!verdict.ok) this.exitWith('invalid');
    return this.show(verdict, tlsVerdictView);
  }
}
