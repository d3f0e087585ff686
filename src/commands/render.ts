import * as Flags from '@oclif/core/flags';

import {formatFlag} from '../lib/cli/bootstrap-flags.js';
import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {changeFlags} from '../lib/cli/flags.js';
import {renderView} from '../lib/views/render-view.js';
import {renderSpec, type RenderResult} from '../lib/workflows/render.js';

export default class Render extends ClusterCommand {
  static override summary = 'Write the files that follow from the spec anew.';
  static override description =
    'With --check nothing is written: it shows what drifted and exits 3 where something did.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --check',
    '<%= config.bin %> <%= command.id %> --format config,systemd',
  ];

  static override flags = {
    ...changeFlags,
    format: formatFlag(),
    check: Flags.boolean({description: 'show what differs from the spec, as a diff'}),
  };

  async run(): Promise<RenderResult> {
    const {flags} = await this.parse(Render);
    const check = flags.check || flags['dry-run'];
    const result = await this.withCluster({...flags, 'dry-run': check}, ({adapters, loaded}) =>
      renderSpec(adapters, loaded, {formats: flags.format, check}),
    );
    if (flags.check && result.diff !== '') this.exitWith('invalid');
    return this.show(result, renderView);
  }
}
