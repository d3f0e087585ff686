import {join} from 'node:path';

import {
  discoveryOf,
  expectedMembers,
  ownServiceUrl,
  protocolOf,
  sizeOfSpec,
} from '../../domain/discovery/method.js';
import {judgeRegistry} from '../../domain/discovery/registry.js';
import {DISCOVERY_DIR} from '../../domain/layout/layout.js';
import {OpsError} from '../../errors/ops-error.js';
import {openRegistry, placeOfMethod, type Registry} from '../../queries/discovery/open-registry.js';
import {ownServiceLaunch, untilServiceAnswers} from '../../queries/discovery/own-service.js';
import {assertToken} from '../../queries/discovery/token-problem.js';
import {freePorts} from '../../queries/free-ports.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import type {SpecContext} from '../cluster-run.js';
import {stopService} from '../discovery/serve.js';
import {observeNodesHere} from '../preflight.js';
import {localNodesOf} from '../discovery/local-members.js';
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
  return openRegistry(adapters, place, folder);
}

/** Starts the service on the address that the spec has, on whatever data it has already. */
export async function startOwnService(cluster: SpecContext): Promise<void> {
  const {adapters, loaded} = cluster;
  const {spec, folder} = loaded;
  const url = ownServiceUrl(discoveryOf(spec) ?? {method: 'discovery'}) ?? '';
  const {dir: binDir, version} = await resolveEtcd(adapters, spec);
  const [, peerPort] = await freePorts(adapters, 'the discovery service');
  const launch = ownServiceLaunch({folder, binDir, version, url, listenUrl: url, peerPort});
  await adapters.files.ensureDir(join(folder, DISCOVERY_DIR), 0o700);
  await adapters.host.start(launch);
}

/** The service of etcdops's own. It keeps what has registered, so that one that was killed goes on. */
export const serveDiscovery: Binder<'serve-discovery'> = context => {
  const isRunning = async (): Promise<boolean> => {
    const {adapters} = await context.cluster();
    const [running] = await adapters.host.find([ownServiceLaunch(context)]);
    return running !== undefined;
  };
  return {
    check: async () => ((await isRunning()) ? 'done' : 'todo'),
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
  const members = await observeNodesHere(cluster, localNodesOf(cluster), '');
  // v3 members write over their own keys; v2 ones end.
  const unregistered =
    protocolOf(method) === 'v3'
      ? []
      : members.filter(({hasData, running}) => !hasData && running === undefined);
  assertToken(method.url ?? method.token ?? '', {
    content,
    expected: expectedMembers(spec),
    size: sizeOfSpec(spec),
    unregistered: unregistered.map(({node}) => node.name),
  });
  return 'done';
}

/** Whose data nobody needs any more once all have registered. */
export const endDiscovery: Binder<'end-discovery'> = context => ({
  async check() {
    const {adapters} = await context.cluster();
    const [running] = await adapters.host.find([ownServiceLaunch(context)]);
    return running === undefined ? 'done' : 'todo';
  },
  async run() {
    const cluster = await context.cluster();
    const {adapters} = cluster;
    const launch = ownServiceLaunch(context);
    const content = await registryOf(cluster)
      .read()
      .catch(() => undefined);
    await stopService(adapters, launch);
    if (content !== undefined && judgeRegistry(content).state === 'used-up')
      await adapters.files.removeScratch(launch.dataDir);
  },
});
