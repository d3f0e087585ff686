import * as Args from '@oclif/core/args';
import {loadHelpClass} from '@oclif/core/help';

import {BaseCommand} from '../lib/cli/base-command.js';

export default class Help extends BaseCommand {
  static override summary = 'Show what a command does, with its flags and examples.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> up',
    '<%= config.bin %> <%= command.id %> bootstrap static',
  ];

  static override enableJsonFlag = false;
  static override strict = false;
  static override args = {command: Args.string({description: 'the command [default: all of them]'})};

  async run(): Promise<void> {
    const {argv} = await this.parse(Help);
    const HelpClass = await loadHelpClass(this.config);
    await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv as string[]);
  }
}
