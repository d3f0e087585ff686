import {listenAddressOf} from '../domain/nodes/node-urls.js';
import type {Step} from '../engine/step.js';
import {observeProxy} from '../queries/proxies/observe-proxy.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './preflight.js';
import {startStep} from './start-step.js';
import {pollUntil} from './wait-healthy.js';

// v2 proxies, gateways and gRPC proxies: they lean on the members, and no agreement leans on them.

/** Of one that listens: a v2 proxy asks first where the members are, a gRPC proxy connects to them. */
const SERVING_MS = 3000;
const POLL_MS = 50;

/** It takes connections. */
async function waitListening(
  {adapters, loaded: {spec}}: ClusterContext,
  {node, launch}: LocalNode,
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

/**
 * For a moment, until clients are served through it. What is wrong after that is for `status` to say: members may be down
 * for good reason.
 */
async function waitServing(
  {adapters, loaded: {spec}}: ClusterContext,
  {node, launch}: LocalNode,
): Promise<void> {
  const {clock, host, signal} = adapters;
  const deadline = clock.monotonicMs() + SERVING_MS;
  for (let leftMs = SERVING_MS; leftMs > 0; leftMs = deadline - clock.monotonicMs()) {
    const [running] = await host.find([launch]);
    const target = {spec, node, launch, running: Promise.resolve(running), timeoutMs: leftMs};
    const {error} = await observeProxy(adapters, target);
    signal.throwIfAborted();
    if (error === undefined) return;
    await clock.sleep(POLL_MS, signal);
  }
}

export async function waitStarted(context: ClusterContext, proxy: LocalNode): Promise<void> {
  await waitListening(context, proxy);
  await waitServing(context, proxy);
}

/** Start the proxies that do not run, all at once. */
export function startProxySteps(context: ClusterContext, proxies: readonly LocalNode[]): Step[] {
  return proxies.map(proxy =>
    startStep(context, proxy, {lane: 'start-proxies', verify: () => waitStarted(context, proxy)}),
  );
}
