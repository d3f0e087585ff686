import * as Args from '@oclif/core/args';

import {SnapshotCommand} from '../../lib/cli/snapshot-command.js';
import type {SnapshotReport} from '../../lib/domain/snapshots/snapshot-report.js';
import {verifySnapshot} from '../../lib/queries/snapshots/verify-snapshot.js';
import {snapshotReportView} from '../../lib/views/snapshot-report-view.js';

export default class SnapshotStatus extends SnapshotCommand {
  static override summary = 'Show what a snapshot holds.';
  static override description =
    'Reads the file as `snapshot verify` does, and is no judge: it exits 0 for a damaged one too, whose damage it shows.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> .etcdops/snapshots/demo-r42-20261126T095633Z.db',
  ];
  static override args = {
    path: Args.string({description: 'the snapshot [default: the one that a restore would take]'}),
  };

  async run(): Promise<SnapshotReport> {
    const {args, flags} = await this.parse(SnapshotStatus);
    const {adapters, bin, loaded} = await this.withTools(flags);
    const path = await this.snapshotPath(args.path, {adapters, loaded});
    const report = await verifySnapshot(adapters, path, {bin, specFolder: loaded?.folder});
    return this.showFrom(loaded?.folder, report, snapshotReportView);
  }
}
