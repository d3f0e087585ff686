import {BaseCommand} from '../lib/cli/base-command.js';
import {shellArg} from '../lib/cli/completion-shell.js';
import {completionScript, completionView, type ShownCompletion} from '../lib/views/completion-view.js';

export default class Completion extends BaseCommand {
  static override summary =
    'Print the script that makes a shell complete commands, flags and names of nodes.';
  static override description =
    'Read it into the shell that you are in, or keep it where the shell finds it when it starts: a line in ~/.bashrc ' +
    'or ~/.zshrc, or a file of its own, which saves that start a tenth of a second. Descriptions show at TAB TAB in bash.';

  static override examples = [
    {
      description: 'bash, now; for good, put the same line into ~/.bashrc',
      command: 'source <(<%= config.bin %> <%= command.id %> bash)',
    },
    {
      description: 'bash, with the package bash-completion',
      command:
        '<%= config.bin %> <%= command.id %> bash > ~/.local/share/bash-completion/completions/<%= config.bin %>',
    },
    {
      description: 'zsh, now; for good, put the same line into ~/.zshrc',
      command: 'source <(<%= config.bin %> <%= command.id %> zsh)',
    },
    {
      description: 'zsh, with a folder for functions of your own',
      command: '<%= config.bin %> <%= command.id %> zsh > "${fpath[1]}/_<%= config.bin %>"',
    },
    {description: 'fish, now', command: '<%= config.bin %> <%= command.id %> fish | source'},
    {
      description: 'fish, for good',
      command: '<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/<%= config.bin %>.fish',
    },
  ];

  static override args = {shell: shellArg({required: true})};

  async run(): Promise<ShownCompletion> {
    const {args} = await this.parse(Completion);
    return this.show({shell: args.shell, script: completionScript(args.shell)}, completionView);
  }
}
