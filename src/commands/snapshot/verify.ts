import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {SnapshotCommand} from '../../lib/cli/snapshot-command.js';
import {userFlags} from '../../lib/cli/user-flags.js';
import type {SnapshotReport} from '../../lib/domain/snapshots/snapshot-report.js';
import {verifySnapshot} from '../../lib/queries/snapshots/verify-snapshot.js';
import {snapshotReportView} from '../../lib/views/snapshot-report-view.js';
import {drillSnapshot} from '../../lib/workflows/snapshots/drill-snapshot.js';

export default class SnapshotVerify extends SnapshotCommand {
  static override summary = 'Prove that a snapshot is whole and can be restored.';
  static override description =
    "Checks the digest over every byte, the structure with etcd's own tool, and revision, size and sha256 against the manifest. With --drill it is restored into a folder of its own and started as a single member on 127.0.0.1, which is asked for revision, keys, hash and alarms and removed again. Exits 3 where something is wrong.";

  static override examples = [
    '<%= config.bin %> <%= command.id %> --drill',
    '<%= config.bin %> <%= command.id %> .etcdops/snapshots/demo-r42-20261126T095633Z.db',
    '<%= config.bin %> <%= command.id %> /backup/demo.db --drill',
    '<%= config.bin %> <%= command.id %> /backup/member/snap/db --skip-hash-check --drill',
  ];

  static override args = {
    path: Args.string({description: 'the snapshot [default: the one that a restore would take]'}),
  };

  static override flags = {
    drill: Flags.boolean({description: 'restore it and start a member on it, for a moment'}),
    'skip-hash-check': Flags.boolean({
      description: 'it is a database copied from a data directory, which has no digest',
    }),
    ...userFlags,
  };

  async run(): Promise<SnapshotReport> {
    const {args, flags} = await this.parse(SnapshotVerify);
    const {adapters, loaded, bin, specFolder, user} = await this.withDrill(flags);
    const path = await this.snapshotPath(args.path, {adapters, loaded});
    const verified = await verifySnapshot(adapters, path, {
      bin,
      skipHashCheck: flags['skip-hash-check'],
      specFolder,
    });
    const report =
      flags.drill && verified.verified
        ? await drillSnapshot(adapters, verified, {bin, specFolder, user})
        : verified;
    if (!report.verified) this.exitWith('invalid');
    return this.showFrom(specFolder, report, snapshotReportView);
  }
}
