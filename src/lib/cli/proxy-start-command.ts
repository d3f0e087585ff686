import {givenSource, type ProxyRequest, type ProxyRole} from '../domain/proxies/proxy-request.js';
import {OpsError} from '../errors/ops-error.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import {proxyStartView, type ShownStart} from '../views/proxy-start-view.js';
import {addProxy} from '../workflows/proxies/add-proxy.js';
import {checkFlags, checkSurroundings} from '../workflows/proxies/check-start.js';
import {planStart, withoutCluster, type PlannedStart} from '../workflows/proxies/plan-start.js';
import {runProxy} from '../workflows/proxies/run-proxy.js';
import {runUp} from '../workflows/up.js';
import type {GlobalFlags} from './base-command.js';
import {ClusterCommand} from './cluster-command.js';
import {toProxyRequest, type StartFlags} from './proxy-flags.js';
import {passphraseAsker} from './tls-flags.js';

type Flags = GlobalFlags & StartFlags & Record<string, unknown>;

/** Launches one of etcd's bundled modes: checked first, in the foreground or as `up` does. */
export abstract class ProxyStartCommand extends ClusterCommand {
  protected async launch(role: ProxyRole, flags: Flags): Promise<ShownStart> {
    const request = toProxyRequest(role, flags);
    if (this.jsonEnabled() && !flags.print && !flags.detach) {
      throw new OpsError('E_USAGE', '--json: in the foreground the output is that of etcd', {
        hints: ['add --print or --detach'],
      });
    }
    const adapters = this.services(flags);
    const loaded = await this.specFor(request, flags);
    const start = await planStart(adapters, request, {loaded, etcdVersion: flags['etcd-version']});
    const process = await checkFlags(adapters, start, flags.add);
    if (flags.print) return this.show({...shown(start), started: false}, proxyStartView);
    const allowUnreachable = flags['allow-unreachable'];
    await checkSurroundings(adapters, start, {process, allowUnreachable, mayRun: flags.detach});
    const reloaded = flags.add ? await this.add(start, flags) : loaded;
    if (flags.detach) return this.detach(start, flags, reloaded);
    adapters.progress.note(`${start.name}: etcd takes over; Ctrl-C ends it`);
    adapters.progress.close();
    globalThis.process.exitCode = await runProxy(adapters, start);
    return {...shown(start), started: true};
  }

  /** The spec where it is asked for, or where the flags do not say where the members are. */
  private async specFor(request: ProxyRequest, flags: Flags): Promise<LoadedSpec | undefined> {
    const isAsked = flags.spec !== undefined || flags.add || flags.detach;
    if (!isAsked && givenSource(request) !== undefined) return undefined;
    return this.load(flags).catch((error: unknown) => {
      const isMissing = error instanceof OpsError && error.code === 'E_SPEC_NOT_FOUND';
      throw isMissing && !isAsked ? withoutCluster(request.role) : error;
    });
  }

  private async add(start: PlannedStart, flags: Flags): Promise<LoadedSpec> {
    const ask = await passphraseAsker(this.services(flags), flags, {json: this.jsonEnabled()});
    return this.withCluster({...flags, 'dry-run': false}, context => addProxy(context, start.node!, ask));
  }

  private async detach(
    start: PlannedStart,
    flags: Flags,
    loaded: LoadedSpec | undefined,
  ): Promise<ShownStart> {
    if (start.isNew && !flags.add) {
      throw new OpsError('E_USAGE', `--detach: ${start.name} is no node of ${loaded?.file ?? 'a spec'} yet`, {
        hints: ['add --add', 'or name one of its nodes: --name NODE'],
      });
    }
    const {run} = await this.withCluster({...flags, 'dry-run': false}, context =>
      runUp(context, {dryRun: false, only: [start.name]}),
    );
    return this.show({...shown(start), started: true, run}, proxyStartView);
  }
}

function shown({
  role,
  name,
  node,
  program,
  args,
  folder,
  version,
}: PlannedStart): Omit<ShownStart, 'started'> {
  return {
    role,
    ...(node === undefined ? {} : {node: name}),
    command: [program, ...args],
    folder,
    etcdVersion: version,
  };
}
