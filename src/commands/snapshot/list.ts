import {SnapshotCommand} from '../../lib/cli/snapshot-command.js';
import type {SnapshotListing} from '../../lib/queries/snapshots/list-snapshots.js';
import {snapshotListView} from '../../lib/views/snapshot-list-view.js';
import {chooseTarget} from '../../lib/workflows/snapshots/target.js';

export default class SnapshotList extends SnapshotCommand {
  static override summary = 'List the snapshots in .etcdops/snapshots/, the newest first.';
  static override description = 'By their names, sizes and manifests: none is read, so it takes no time.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<SnapshotListing> {
    const {flags} = await this.parse(SnapshotList);
    const {folder} = await this.load(flags);
    const target = await chooseTarget(this.services(flags), {specFolder: folder});
    const listing = await target.list();
    return this.showFrom(folder, listing, snapshotListView);
  }
}
