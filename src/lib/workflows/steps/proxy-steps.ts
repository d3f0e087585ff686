import {isDeepStrictEqual} from 'node:util';

import {launchOf} from '../../queries/node-launch.js';
import {waitStarted} from '../proxy-steps.js';
import type {RunContext} from '../runs/run-context.js';
import {stopNode} from '../stop-node.js';
import type {Binder} from './actions.js';
import {findNode} from './find-node.js';

/**
 * Of a proxy that ran when the plan was made: whether it runs with the endpoints that the spec gives it by now. One that
 * does not run was stopped by this very step, and the run then killed.
 */
async function isInStep(context: RunContext, name: string): Promise<boolean> {
  const {adapters, loaded} = await context.cluster();
  const node = loaded.spec.nodes.find(other => other.name === name);
  if (node === undefined) return true;
  const launch = launchOf(loaded.spec, node, loaded);
  const [running] = await adapters.host.find([launch]);
  if (running === undefined) return false;
  const [, ...args] = adapters.host.commandLine(running);
  return isDeepStrictEqual(args, launch.args);
}

export const syncProxy: Binder<'sync-proxy'> = (context, {node: name}) => ({
  check: async () => ((await isInStep(context, name)) ? 'done' : 'todo'),
  async run() {
    const {cluster, ...proxy} = await findNode(context, name);
    const {adapters} = cluster;
    const {launch, running} = proxy;
    if (running?.managedBy === 'other') {
      adapters.progress.warn(
        `${name} was started by something else: restart it there, so that it knows the members`,
      );
      return;
    }
    if (running !== undefined) await stopNode(cluster, launch, running);
    await adapters.host.start(launch);
    await waitStarted(cluster, proxy);
  },
});
