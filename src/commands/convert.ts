import * as Args from '@oclif/core/args';

import {BaseCommand} from '../lib/cli/base-command.js';
import {convertFlags} from '../lib/cli/convert-flags.js';
import {changeFlags} from '../lib/cli/flags.js';
import {stderrHasColor, writeNotice} from '../lib/cli/output.js';
import {terminalColumns} from '../lib/cli/terminal-columns.js';
import {convertRemarks, convertView} from '../lib/views/convert-view.js';
import {convert, type ConvertResult} from '../lib/workflows/convert.js';

export default class Convert extends BaseCommand {
  static override summary = 'Turn any configuration of etcd into any other form, or into a spec.';
  static override description =
    'What comes of it behaves the same, and what the new form cannot hold is said. One file goes to standard output, ' +
    'several need --out. Exits 3 where something could not be carried over.';

  static override examples = [
    {
      description: 'A spec from a running cluster that was made by hand',
      command: '<%= config.bin %> <%= command.id %> /etc/systemd/system/etcd*.service --to spec --out .',
    },
    '<%= config.bin %> <%= command.id %> etcd.env --to config',
    '<%= config.bin %> <%= command.id %> compose.yaml --to systemd --out units',
    '<%= config.bin %> <%= command.id %> Procfile --to flags --node infra1',
  ];

  static override args = {
    path: Args.string({
      description: 'file or folder to read, - for standard input',
      ignoreStdin: true,
      multiple: true,
    }),
  };

  static override flags = {...convertFlags, ...changeFlags};

  async run(): Promise<ConvertResult> {
    const {args, flags} = await this.parse(Convert);
    const services = this.services(flags);
    const result = await convert(services, {
      paths: args.path ?? [],
      target: flags.to,
      kind: flags.kind,
      nodes: flags.node,
      etcdVersion: flags['etcd-version'],
      out: flags.out,
      force: flags.force,
      dryRun: flags['dry-run'],
      takesAll: this.jsonEnabled(),
    });
    if (result.lost.length > 0) this.exitWith('invalid');
    this.show({...result, cwd: services.cwd}, convertView);
    const remarks = convertRemarks(result, {color: stderrHasColor(), width: terminalColumns(process.stderr)});
    if (remarks !== '' && !this.jsonEnabled()) writeNotice(remarks);
    return result;
  }
}
