import {listenAddressOf} from '../domain/nodes/node-urls.js';
import type {Step} from '../engine/step.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './preflight.js';
import {stopNode} from './stop-node.js';
import {pollUntil} from './wait-healthy.js';

// v2 proxies, gateways and gRPC proxies: they lean on the members, and no agreement leans on them.

/** It takes connections. What comes back through it is for `status` to judge: members may be down for good reason. */
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

/** Start the proxies that do not run, all at once. */
export function startProxySteps(context: ClusterContext, proxies: readonly LocalNode[]): Step[] {
  const {host} = context.adapters;
  return proxies.map(proxy => ({
    id: `start-etcd:${proxy.node.name}`,
    title: `start ${proxy.node.name}`,
    lane: 'start-proxies',
    check: () =>
      Promise.resolve(proxy.running !== undefined && host.isRunning(proxy.running) ? 'done' : 'todo'),
    run: async () => void (await host.start(proxy.launch)),
    verify: () => waitListening(context, proxy),
  }));
}

/** One proxy anew, with the endpoints that the spec has by now. */
export function restartProxyStep(context: ClusterContext, proxy: LocalNode): Step {
  const {node, launch, running} = proxy;
  return {
    id: `restart-etcd:${node.name}`,
    title: running === undefined ? `start ${node.name}` : `restart ${node.name}`,
    check: () => Promise.resolve('todo'),
    async run() {
      if (running !== undefined) await stopNode(context, launch, running);
      await context.adapters.host.start(launch);
    },
    verify: () => waitListening(context, proxy),
  };
}
