import * as Args from '@oclif/core/args';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {convertBootstrapFlags, toConvertInput} from '../lib/cli/convert-bootstrap-flags.js';
import {changeFlags} from '../lib/cli/flags.js';

import {convertBootstrapView} from '../lib/views/convert-bootstrap-view.js';
import {
  BOOTSTRAP_METHODS,
  convertBootstrap,
  type BootstrapMethodName,
  type ConvertBootstrapResult,
} from '../lib/workflows/convert-bootstrap.js';

export default class ConvertBootstrap extends ClusterCommand {
  static override summary = 'Let the members of a cluster that never started find each other in another way.';
  static override description =
    'Rewrites the bootstrap block of the spec and the files that follow from it. With discovery and no service named it ' +
    'is one of etcdops on this machine. Once a member has started, etcd looks at none of this any more, and the command ' +
    'refuses; of other machines it sees who answers, and not what lies on their disks.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> srv --domain example.com',
    '<%= config.bin %> <%= command.id %> discovery',
    '<%= config.bin %> <%= command.id %> discovery --discovery-endpoints https://10.0.0.9:2379 --discovery-cacert ca.crt',
    '<%= config.bin %> <%= command.id %> static',
  ];

  static override args = {
    method: Args.custom<BootstrapMethodName>({
      options: [...BOOTSTRAP_METHODS],
      description: 'how they are to find each other',
      required: true,
    })({required: true}),
  };

  static override flags = {...convertBootstrapFlags, ...changeFlags};

  async run(): Promise<ConvertBootstrapResult> {
    const {args, flags} = await this.parse(ConvertBootstrap);
    const input = await toConvertInput(this.services(flags), flags, {json: this.jsonEnabled()});
    const result = await this.withCluster(flags, context =>
      convertBootstrap(context, {...input, method: args.method, dryRun: flags['dry-run']}),
    );
    return this.show(result, convertBootstrapView);
  }
}
