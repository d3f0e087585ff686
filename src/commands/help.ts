import * as Args from '@oclif/core/args';
import {loadHelpClass} from '@oclif/core/help';

import {BaseCommand} from '../lib/cli/base-command.js';

interface CommandHelp {
  readonly id: string;
  readonly summary: string;
  readonly flags: readonly {readonly name: string; readonly description: string}[];
}

export default class Help extends BaseCommand {
  static override summary = 'Show what a command does, with its flags and examples.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> up',
    '<%= config.bin %> <%= command.id %> bootstrap static',
  ];

  static override strict = false;
  static override args = {command: Args.string({description: 'the command [default: all of them]'})};

  async run(): Promise<{commands: readonly CommandHelp[]}> {
    const words = (await this.parse(Help)).argv as string[];
    // Before the text, for which oclif rewrites the ids.
    const commands = this.commandsBelow(words.join(':'));
    // Throws for a name that is none.
    if (commands.length === 0) this.config.findCommand(words.join(':'), {must: true});
    if (!this.jsonEnabled()) {
      const HelpClass = await loadHelpClass(this.config);
      await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(words);
    }
    return {commands};
  }

  /** The command of that id and those below it, all where the id is empty. */
  private commandsBelow(id: string): CommandHelp[] {
    return this.config.commands
      .filter(
        command => !command.hidden && (id === '' || command.id === id || command.id.startsWith(`${id}:`)),
      )
      .map(({id: found, summary = '', flags}) => ({
        id: found.replaceAll(':', ' '),
        summary,
        flags: Object.values(flags).map(({name, summary: short, description = short ?? ''}) => ({
          name,
          description,
        })),
      }));
  }
}
