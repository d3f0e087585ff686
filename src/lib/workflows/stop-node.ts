import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import type {ClusterContext} from './cluster-run.js';

/** etcd hands over leadership and closes its database; a second or two each. */
const STOP_GRACE_MS = 15_000;

/** TERM and a wait; says so where it took KILL. */
export async function stopNode(
  {adapters}: ClusterContext,
  launch: NodeLaunch,
  running: RunningNode,
): Promise<void> {
  const outcome = await adapters.host.stop(launch, running, STOP_GRACE_MS);
  if (outcome === 'terminated') return;
  adapters.progress.warn(
    `${launch.name} did not end within ${STOP_GRACE_MS / 1000} s of TERM and was ended by KILL`,
  );
}
