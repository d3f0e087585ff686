import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {BaseCommand} from '../../lib/cli/base-command.js';
import {changeFlags} from '../../lib/cli/flags.js';
import {etcdInstallView} from '../../lib/views/etcd-install-view.js';
import {installEtcd} from '../../lib/workflows/install-etcd.js';

export default class EtcdInstall extends BaseCommand {
  static override summary = 'Put verified etcd binaries into the cache.';
  static override description =
    'Takes each version from the first source that has it: the official release archive, checked against its ' +
    'SHA256SUMS; the Go module proxy, built by the go on this machine; the packages of Debian, unpacked without ' +
    'being installed. Nothing outside of the cache is changed, and a version that is there already is left alone.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 3.7 3.6.16',
    '<%= config.bin %> <%= command.id %> latest --dry-run',
    '<%= config.bin %> <%= command.id %> 3.7.3 --source release --mirror https://mirror.example/etcd',
  ];

  static override args = {
    version: Args.string({description: 'for example 3.7, 3.7.3 or latest [default: latest]', multiple: true}),
  };

  static override flags = {
    source: Flags.option({
      description: 'where to take it from; auto tries the others in this order',
      options: ['auto', 'release', 'go', 'debian'] as const,
      default: 'auto' as const,
    })(),
    mirror: Flags.string({
      description: 'a mirror of the official releases, with the same layout (URL/v3.7.3/SHA256SUMS)',
      helpValue: 'URL',
    }),
    ...changeFlags,
  };

  async run(): Promise<object> {
    const {args, flags} = await this.parse(EtcdInstall);
    const result = await installEtcd(this.services(flags), {
      requests: args.version ?? ['latest'],
      source: flags.source,
      mirror: flags.mirror,
      dryRun: flags['dry-run'],
    });
    return this.show(result, etcdInstallView);
  }
}
