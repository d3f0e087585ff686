import {ClusterCommand} from '../../lib/cli/cluster-command.js';
import {userFlags} from '../../lib/cli/user-flags.js';
import type {MemberListing} from '../../lib/domain/membership/member-listing.js';
import {memberListing} from '../../lib/queries/member-listing.js';
import {memberListView} from '../../lib/views/member-list-view.js';

export default class MemberList extends ClusterCommand {
  static override summary = 'List the members as the leader knows them, dead ones included, beside the spec.';
  static override description =
    'Read-only. Without a quorum it shows what the members that answer remember, and says so. Members that the spec does not know and nodes of the spec that are no members are named. Exits 0 where somebody told who the members are, else 6.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = userFlags;

  async run(): Promise<MemberListing> {
    const {flags} = await this.parse(MemberList);
    const {adapters, loaded} = await this.reach(flags);
    return this.show(await memberListing(adapters, loaded), memberListView);
  }
}
