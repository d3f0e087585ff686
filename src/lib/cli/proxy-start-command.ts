import {givenSource, type ProxyRequest, type ProxyRole} from '../domain/proxies/proxy-request.js';
import {OpsError} from '../errors/ops-error.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import {proxyStartView, type ShownStart} from '../views/proxy-start-view.js';
import {checkFlags, checkSurroundings} from '../workflows/proxies/check-start.js';
import {planStart, withoutCluster, type PlannedStart} from '../workflows/proxies/plan-start.js';
import {runProxy} from '../workflows/proxies/run-proxy.js';
import {startNode} from '../workflows/proxies/start-node.js';
import type {GlobalFlags} from './base-command.js';
import {ClusterCommand} from './cluster-command.js';
import {toProxyRequest, type StartFlags} from './proxy-flags.js';
import {passphraseAsker} from './tls-flags.js';

type Flags = GlobalFlags & StartFlags & Record<string, unknown>;

/** Launches one of etcd's bundled modes: checked first, in the foreground or as `up` does. */
export abstract class ProxyStartCommand extends ClusterCommand {
  protected async launch(role: ProxyRole, flags: Flags): Promise<ShownStart> {
    const request = toProxyRequest(role, flags);
    const onlyShows = flags.print || flags['dry-run'];
    if (this.jsonEnabled() && !onlyShows && !flags.detach) {
      throw new OpsError('E_USAGE', '--json: in the foreground the output is that of etcd', {
        hints: ['add --print or --detach'],
      });
    }
    if (flags.add || flags.detach) return this.launchNode(request, flags);
    const adapters = this.services(flags);
    const loaded = await this.specFor(request, flags);
    const start = await planStart(adapters, request, {loaded, etcdVersion: flags['etcd-version']});
    const process = await checkFlags(adapters, start, false);
    if (onlyShows) return this.show({...shown(start), started: false}, proxyStartView);
    const allowUnreachable = flags['allow-unreachable'];
    await checkSurroundings(adapters, start, {process, allowUnreachable, mayRun: false});
    return this.attach(start, flags);
  }

  /** One of the spec, or that becomes one. */
  private async launchNode(request: ProxyRequest, flags: Flags): Promise<ShownStart> {
    const askPassphrase = await passphraseAsker(this.services(flags), flags, {json: this.jsonEnabled()});
    const dryRun = flags['dry-run'];
    const {start, ...outcome} = await this.withCluster(flags, context =>
      startNode(context, request, {
        etcdVersion: flags['etcd-version'],
        add: flags.add,
        detach: flags.detach,
        dryRun,
        allowUnreachable: flags['allow-unreachable'],
        askPassphrase,
      }),
    );
    if (!dryRun && !flags.detach) return this.attach(start, flags);
    return this.show({...shown(start), started: !dryRun, ...outcome}, proxyStartView);
  }

  private async attach(start: PlannedStart, flags: Flags): Promise<ShownStart> {
    const adapters = this.services(flags);
    adapters.signal.throwIfAborted();
    adapters.progress.note(`${start.name}: etcd takes over; Ctrl-C ends it`);
    adapters.progress.close();
    globalThis.process.exitCode = await runProxy(adapters, start);
    return {...shown(start), started: true};
  }

  /** The spec where it is asked for, or where the flags do not say where the members are. */
  private async specFor(request: ProxyRequest, flags: Flags): Promise<LoadedSpec | undefined> {
    // A variable that is set for all commands does not say that this one is for its cluster.
    const isAsked = this.argv.some(word => word === '--spec' || word.startsWith('--spec='));
    if (!isAsked && givenSource(request) !== undefined) return undefined;
    return this.load(flags).catch((error: unknown) => {
      const isMissing = error instanceof OpsError && error.code === 'E_SPEC_NOT_FOUND';
      throw isMissing && !isAsked ? withoutCluster(request.role) : error;
    });
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
