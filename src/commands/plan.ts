import {passphraseFlag} from '../lib/cli/tls-flags.js';
import {lineAsUser, userFlags} from '../lib/cli/user-flags.js';
import {WorkflowCommand, type WorkflowResult} from '../lib/cli/workflow-command.js';
import {apply} from '../lib/workflows/apply/apply.js';

export default class Plan extends WorkflowCommand {
  static override summary =
    'Show the ordered, safe steps from the cluster as it runs to the spec as it stands.';
  static override description =
    'Edit etcdops.yaml: add or drop nodes, change settings. This says what etcdops apply would do, what restarts and why. Nothing is changed.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {...userFlags, 'ca-passphrase-file': passphraseFlag};

  /** What carries the plan out, as the same user. */
  #next = '';

  async run(): Promise<WorkflowResult> {
    const {flags} = await this.parse(Plan);
    this.#next = lineAsUser('apply', flags);
    return this.carryOut({...flags, 'dry-run': true, yes: false}, apply, {});
  }

  protected override nextOfPlan(): {next: string} {
    return {next: this.#next};
  }
}
