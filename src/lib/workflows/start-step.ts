import type {Step} from '../engine/step.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './preflight.js';

/** Starts a node that does not run. */
export function startStep(
  {adapters: {host}}: ClusterContext,
  {node, launch, running}: LocalNode,
  rest: Pick<Step, 'lane' | 'require' | 'verify'>,
): Step {
  return {
    id: `start-etcd:${node.name}`,
    title: `start ${node.name}`,
    check: () => Promise.resolve(running !== undefined && host.isRunning(running) ? 'done' : 'todo'),
    run: async () => void (await host.start(launch)),
    ...rest,
  };
}
