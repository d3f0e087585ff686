import {discoveryOf, expectedMembers, ownServiceUrl, sizeOfSpec} from '../../domain/discovery/method.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import type {RunningNode} from '../../adapters/host/host.js';
import {unregisteredHere} from '../../queries/discovery/local-members.js';
import {openRegistry, placeOfMethod, type Registry} from '../../queries/discovery/open-registry.js';
import {ownServiceLaunch, untilServiceAnswers} from '../../queries/discovery/own-service.js';
import {assertToken} from '../../queries/discovery/token-problem.js';
import {freePorts} from '../../queries/free-ports.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import type {SpecContext} from '../cluster-run.js';
import {isLocked, lockService} from '../discovery/service-lock.js';
import {
  endService,
  hasLeftData,
  isToEnd,
  keepRunning,
  serviceLockFile,
  startServiceProcess,
  urlOfRunning,
} from '../discovery/service-process.js';
import type {Binder} from './actions.js';

/** What the spec says by now, which a rule has found whole. */
export function registryOf({adapters, loaded: {spec, folder}}: SpecContext): Registry {
  const method = discoveryOf(spec);
  const place = method === undefined ? undefined : placeOfMethod(method);
  if (place === undefined) {
    throw new OpsError('E_DRIFTED', 'the spec does not say any more that its members meet by discovery', {
      hints: ['etcdops validate', 'etcdops up'],
    });
  }
  return openRegistry(adapters, place, {folder, toldBy: 'spec', size: sizeOfSpec(spec)});
}

const AS_UP = {command: 'up', again: 'etcdops up'};

function urlOfService({spec}: SpecContext['loaded']): string {
  return ownServiceUrl(discoveryOf(spec) ?? {method: 'discovery'}) ?? '';
}

/**
 * Starts the service on the address that the spec has, on whatever data it has already. Never while somebody runs it in
 * the foreground, who has just started or ended it.
 * @throws E_LOCKED
 */
export async function startOwnService(cluster: SpecContext): Promise<void> {
  const {adapters, loaded} = cluster;
  const {spec, folder} = loaded;
  const url = urlOfService(loaded);
  const {dir: binDir, version} = await resolveEtcd(adapters, spec);
  const [, peerPort] = await freePorts(adapters, 'the discovery service');
  const lock = await lockService(cluster, AS_UP);
  try {
    const [running] = await adapters.host.find([ownServiceLaunch(loaded)]);
    if (running !== undefined) await keepRunning(adapters, folder);
    else await startServiceProcess(adapters, {folder, binDir, version, url, listenUrl: url, peerPort});
  } finally {
    await lock.release();
  }
}

/** Throws E_PREFLIGHT where the service that runs in the folder is none that the members would ask. */
function assertIsOfSpec({adapters, loaded}: SpecContext, running: RunningNode): void {
  const url = urlOfRunning(adapters, running);
  const wanted = urlOfService(loaded);
  if (url === undefined || url === wanted) return;
  const {pid} = running.identity;
  const message = `another discovery service runs in ${loaded.folder} (pid ${pid}): it is at ${url}, and the members ask ${wanted}`;
  throw new OpsError('E_PREFLIGHT', message, {
    hints: [`end it (Ctrl-C where it runs, or kill ${pid}), then: etcdops up`],
  });
}

/** The service of etcdops's own. It keeps what has registered, so that one that was killed goes on. */
export const serveDiscovery: Binder<'serve-discovery'> = context => {
  const isRunning = async (): Promise<boolean> => {
    const cluster = await context.cluster();
    const [running] = await cluster.adapters.host.find([ownServiceLaunch(context)]);
    if (running !== undefined) assertIsOfSpec(cluster, running);
    return running !== undefined;
  };
  return {
    async check() {
      const {adapters} = await context.cluster();
      return (await isRunning()) && !(await isToEnd(adapters, context.folder)) ? 'done' : 'todo';
    },
    run: async () => startOwnService(await context.cluster()),
    async verify() {
      const cluster = await context.cluster();
      const registry = registryOf(cluster);
      await untilServiceAnswers(cluster.adapters, ownServiceLaunch(context), () => registry.read());
    },
  };
};

export const makeDiscoveryToken: Binder<'make-discovery-token'> = context => ({
  async check() {
    const cluster = await context.cluster();
    // A service of our own does not run before the step before this one.
    const content = await registryOf(cluster)
      .read()
      .catch(() => undefined);
    return content?.size === undefined ? 'todo' : unlessInTheWay(cluster, content);
  },
  async run() {
    const cluster = await context.cluster();
    const registry = registryOf(cluster);
    const size = sizeOfSpec(cluster.loaded.spec);
    if (!(await registry.create(size))) await unlessInTheWay(cluster, await registry.read());
  },
  verify: () => Promise.resolve(),
});

/** Throws E_PREFLIGHT where the members of the spec would wait for ever, or end. */
async function unlessInTheWay(
  cluster: SpecContext,
  content: Awaited<ReturnType<Registry['read']>>,
): Promise<'done'> {
  const {spec} = cluster.loaded;
  const method = discoveryOf(spec)!;
  assertToken(method.url ?? method.token ?? '', {
    content,
    expected: expectedMembers(spec),
    size: sizeOfSpec(spec),
    unregistered: await unregisteredHere(cluster),
  });
  return 'done';
}

/** Whose data nobody needs any more once all have registered. One that somebody runs in the foreground is theirs to end. */
export const endDiscovery: Binder<'end-discovery'> = context => ({
  async check() {
    const {adapters} = await context.cluster();
    const [running] = await adapters.host.find([ownServiceLaunch(context)]);
    if (running === undefined)
      return (await hasLeftData(adapters, ownServiceLaunch(context))) ? 'todo' : 'done';
    const holder = await adapters.lockHolder(serviceLockFile(context.folder));
    if (holder === undefined) return 'todo';
    adapters.progress.note(
      `the discovery service is left to etcdops ${printable(holder.command, 60)} (pid ${holder.pid})`,
    );
    return 'done';
  },
  async run() {
    const cluster = await context.cluster();
    const lock = await lockService(cluster, AS_UP).catch((error: unknown) => {
      // By now it is somebody's in the foreground.
      if (isLocked(error)) return undefined;
      throw error;
    });
    if (lock === undefined) return;
    try {
      await endService(cluster.adapters, {
        launch: ownServiceLaunch(context),
        registry: registryOf(cluster),
      });
    } finally {
      await lock.release();
    }
  },
});
