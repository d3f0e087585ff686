import {listenAddressOf} from '../domain/nodes/node-urls.js';
import {OpsError} from '../errors/ops-error.js';
import {observeProxy} from '../queries/proxies/observe-proxy.js';
import type {ClusterContext} from './cluster-run.js';
import type {SeenNode} from './runs/run-context.js';
import {pollUntil} from './wait-healthy.js';

// v2 proxies, gateways and gRPC proxies: they lean on the members, and no agreement leans on them.

/** Of one that listens: a v2 proxy asks first where the members are, a gRPC proxy connects to them. */
const SERVING_MS = 3000;
/** Of one without which another may have to do. */
const REQUIRED_SERVING_MS = 20_000;
const POLL_MS = 50;

/** It takes connections. */
async function waitListening(
  {adapters, loaded: {spec}}: ClusterContext,
  {node, launch}: SeenNode,
): Promise<void> {
  const address = listenAddressOf(node);
  await pollUntil(
    adapters,
    {spec, node, launch},
    {
      what: 'waiting until it listens',
      attempt: async () => {
        if (await adapters.host.isListening(address, node.ports.client)) return;
        throw new Error(`nobody listens on ${address}, port ${node.ports.client}`);
      },
    },
  );
}

/** Until clients are served through it. Resolves to what is wrong with it where they are not in time. */
async function waitServing(
  {adapters, loaded: {spec}}: ClusterContext,
  {node, launch}: SeenNode,
  servingMs: number,
): Promise<string | undefined> {
  const {clock, host, signal} = adapters;
  const deadline = clock.monotonicMs() + servingMs;
  for (let leftMs = servingMs; ; leftMs = deadline - clock.monotonicMs()) {
    const [running] = await host.find([launch]);
    const target = {spec, node, launch, running: Promise.resolve(running), timeoutMs: leftMs};
    const {error} = await observeProxy(adapters, target);
    signal.throwIfAborted();
    if (error === undefined || clock.monotonicMs() + POLL_MS >= deadline) return error;
    await clock.sleep(POLL_MS, signal);
  }
}

/** What is wrong a moment after its start is for `status` to say: members may be down for good reason. */
export async function waitStarted(context: ClusterContext, proxy: SeenNode): Promise<void> {
  await waitListening(context, proxy);
  await waitServing(context, proxy, SERVING_MS);
}

/** Throws E_UNHEALTHY where clients are not served through it: whoever goes on would take down the next one. */
export async function requireServing(context: ClusterContext, proxy: SeenNode): Promise<void> {
  const {name} = proxy.node;
  await waitListening(context, proxy);
  const error = await waitServing(context, proxy, REQUIRED_SERVING_MS);
  if (error === undefined) return;
  throw new OpsError('E_UNHEALTHY', `${name} runs and serves nobody: it ${error}`, {
    hints: [
      `etcdops logs ${name}`,
      `etcdops down ${name} takes it out of the way`,
      'then the same line again',
    ],
  });
}
