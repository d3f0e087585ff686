import * as Args from '@oclif/core/args';

import {BaseCommand} from '../../lib/cli/base-command.js';
import {inspectPki, type Inspected} from '../../lib/queries/pki/inspect-pki.js';
import {inspectedView} from '../../lib/views/tls-inspect-view.js';

export default class TlsInspect extends BaseCommand {
  static override summary =
    'Show what is in a certificate, bundle, key or request, or what a live endpoint shows.';
  static override description = 'Reads PEM and DER. Of a private key only its kind is shown.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> pki/nodes/infra0/server.crt',
    '<%= config.bin %> <%= command.id %> 10.0.0.1:2379',
  ];

  static override args = {
    source: Args.string({
      description: 'a file, or the host and port of something that speaks TLS',
      required: true,
    }),
  };

  async run(): Promise<Inspected> {
    const {args, flags} = await this.parse(TlsInspect);
    return this.show(await inspectPki(this.services(flags), args.source), inspectedView);
  }
}
