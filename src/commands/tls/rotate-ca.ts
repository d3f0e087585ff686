import {isPassphraseGiven, rotateFlags} from '../../lib/cli/tls-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../../lib/cli/workflow-command.js';
import {workflowFlags} from '../../lib/cli/workflow-flags.js';
import {rotateCa} from '../../lib/workflows/pki/rotate-ca.js';

export default class TlsRotateCa extends WorkflowCommand {
  static override summary = 'Put a new CA in place of the old one while the cluster goes on serving.';
  static override description =
    'Both CAs are trusted, node by node, before certificates of the new one take the place of the others; then the old ' +
    'one goes, node by node. run abort goes back until then. The new key is encrypted where the old one is.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --key-type ecdsa-p384 --days 1825',
    '<%= config.bin %> <%= command.id %> --only peer-ca --ca-passphrase-file ca.pass',
  ];

  static override flags = {...rotateFlags, ...workflowFlags};

  async run(): Promise<WorkflowResult> {
    const {flags} = await this.parse(TlsRotateCa);
    const {only, 'key-type': keyType, days} = flags;
    return this.carryOut(flags, rotateCa, {
      ...(only === undefined ? {} : {only}),
      ...(keyType === undefined ? {} : {keyType}),
      ...(days === undefined ? {} : {days}),
      encrypt: await isPassphraseGiven(this.services(flags), flags),
    });
  }
}
