import {DiscoveryCommand} from '../../lib/cli/discovery-command.js';
import {assertRunsNone, serveFlags, toServeInput} from '../../lib/cli/serve-flags.js';
import {givenClient} from '../../lib/cli/discovery-flags.js';
import {writeJsonLine} from '../../lib/cli/output.js';
import {newTokenView, type ShownToken} from '../../lib/views/new-token-view.js';
import {newDiscoveryToken, type NewToken} from '../../lib/workflows/discovery/new-token.js';
import {startService} from '../../lib/workflows/discovery/serve.js';
import {superviseService} from '../../lib/workflows/discovery/supervise.js';

export default class DiscoveryServe extends DiscoveryCommand {
  static override summary =
    'Run a discovery service of your own, with a token for one cluster, until Ctrl-C.';
  static override description =
    'The service is one etcd: with the v2 API where the members are etcd up to 3.5, a plain one from 3.6 on. Its data lies ' +
    'in .etcdops/discovery below --dir until all have registered, so that the same token and port go on after an end. ' +
    'With --endpoints the token is made at an etcd that there is, and nothing is run. In the folder of a spec that has ' +
    'such a service of its own it is that one. --json writes a line for the token, one each time somebody registers, and one at the end.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --size 3',
    '<%= config.bin %> <%= command.id %> --size 3 --listen 10.0.0.9 --port 2379 --etcd-version 3.5',
    '<%= config.bin %> <%= command.id %> --size 3 --endpoints http://10.0.0.9:2379',
  ];

  static override flags = serveFlags;

  async run(): Promise<NewToken | undefined> {
    const {flags} = await this.parse(DiscoveryServe);
    const services = this.services(flags);
    const client = await givenClient(services, flags, {json: this.jsonEnabled()});
    const {endpoints, token} = flags;
    if (endpoints !== undefined) {
      assertRunsNone(flags);
      const protocol = await this.protocolFor(flags);
      const size = flags.size ?? 3;
      return this.show(
        await newDiscoveryToken(services, {size, endpoints, token, client, protocol}),
        newTokenView,
      );
    }
    const loaded = await this.specIfAny(flags, flags.size !== undefined);
    const input = await toServeInput(services, flags, {client, loaded});
    const serving = await startService(services, input);
    const shown: ShownToken = {...serving.token, served: serving.etcdVersion, isOfSpec: serving.isOfSpec};
    if (this.jsonEnabled()) writeJsonLine({schemaVersion: 1, ...shown});
    else this.show(shown, newTokenView);
    services.endDeadline();
    const tell = (news: object): void => {
      if (this.jsonEnabled()) writeJsonLine({schemaVersion: 1, token: shown.token, ...news});
    };
    tell({state: 'ended', ...(await superviseService(services, serving, tell))});
    return undefined;
  }
}
