import {isOwnSwap, type Swap} from '../../domain/snapshots/swaps.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import type {RunContext} from '../runs/run-context.js';
import {placesOf} from '../snapshots/member-places.js';

async function isPlaceOf(context: RunContext, name: string, live: string): Promise<boolean> {
  const cluster = await context.cluster();
  const node = cluster.loaded.spec.nodes.find(other => other.name === name);
  if (node === undefined) return false;
  if ((await placesOf(cluster, node)).includes(live)) return true;
  // A link to it leads nowhere between two renames.
  return !(await cluster.adapters.files.exists(live));
}

/**
 * A journal is a file, and what it names is moved and removed: only directories of the member, beside which nothing but
 * the run's own is touched.
 * @throws E_JOURNAL_INVALID, E_DRIFTED
 */
export async function assertOwnSwaps(
  context: RunContext,
  name: string,
  swaps: readonly Swap[],
): Promise<void> {
  const {runId} = context;
  for (const swap of swaps) {
    const live = printable(swap.live, 500);
    if (!isOwnSwap(swap, runId))
      throw new OpsError(
        'E_JOURNAL_INVALID',
        `run ${runId} names directories that are not its own: ${live}`,
        {
          hints: ['etcdops run list'],
        },
      );
    if (!(await isPlaceOf(context, name, swap.live)))
      throw new OpsError('E_DRIFTED', `${live} is no directory of ${name} in the spec any more`, {
        hints: [
          'bring the node back into the spec as it was when the run began',
          'then: etcdops run resume, or etcdops run abort',
        ],
      });
  }
}
