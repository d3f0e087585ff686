import * as Flags from '@oclif/core/flags';

import {BaseCommand} from '../../lib/cli/base-command.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {assertTerminal} from '../../lib/cli/terminal.js';
import {bootstrapView} from '../../lib/views/bootstrap-view.js';
import {bootstrapStatic, type BootstrapResult} from '../../lib/workflows/bootstrap-static.js';

export default class Bootstrap extends BaseCommand {
  static override summary =
    'Ask what the new cluster should be, show the command line that says the same, and run it.';
  static override description =
    'Needs a terminal to ask on. Every answer is checked at once, Enter takes the suggested one, and until the last ' +
    'answer nothing is written. Scripts use the line that it shows.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dir demo --start',
    {
      description: 'The same without questions',
      command: '<%= config.bin %> <%= command.id %> static --members 3 --start',
    },
  ];

  static override flags = {
    dir: Flags.string({
      description: 'folder to write into, instead of the question for it',
      helpValue: 'DIR',
    }),
    start: Flags.boolean({description: 'bring the cluster up, instead of the question for it'}),
    ...changeFlags,
  };

  async run(): Promise<BootstrapResult | {started: false}> {
    const {flags} = await this.parse(Bootstrap);
    assertTerminal('bootstrap asks what the cluster should be', {
      json: this.jsonEnabled(),
      instead: `${this.config.bin} bootstrap static --members 3`,
    });
    const services = this.services(flags);
    const {askBootstrap} = await import('../../lib/cli/wizard.js');
    const {dir, start, 'dry-run': dryRun} = flags;
    const answers = await askBootstrap(services, {bin: this.config.bin, dir, start, dryRun});
    if (answers === undefined) return {started: false};
    const result = await bootstrapStatic(services, {...answers, dryRun});
    return this.show({...result, cwd: services.cwd}, bootstrapView);
  }
}
