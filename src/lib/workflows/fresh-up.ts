import {OpsError} from '../errors/ops-error.js';
import type {RunReport} from '../engine/step.js';
import {readState} from '../queries/cluster-state.js';
import {loadSpec, type LoadedSpec} from '../queries/load-spec.js';
import type {SpecContext} from './cluster-run.js';
import {runDown} from './down.js';
import {runUp, type UpOptions} from './up.js';

/**
 * Begins a bootstrap that never became healthy again: whatever runs of it is stopped, its data set aside, and the
 * cluster gets a new token, since members of the failed attempt may still be about. Refused once the cluster was
 * healthy: then there is something to lose.
 */
export async function runFreshUp(
  context: SpecContext,
  options: UpOptions,
): Promise<{run: RunReport; loaded: Pick<LoadedSpec, 'spec' | 'folder'>}> {
  const {adapters, loaded} = context;
  const {clusterId, firstHealthyAt} = await readState(adapters, loaded.folder);
  if (clusterId !== undefined) {
    throw new OpsError(
      'E_PREFLIGHT',
      `cluster ${clusterId} was healthy on ${firstHealthyAt}: --fresh would put its data aside`,
      {
        hints: ['etcdops up starts it as it is', 'etcdops down --purge gives the data up'],
      },
    );
  }
  const stopped = await runDown(context, {nodes: loaded.spec.nodes, purge: true, dryRun: options.dryRun});
  if (options.dryRun) return {run: stopped.run, loaded};
  const reloaded = await loadSpec({...adapters, specFlag: loaded.path});
  const {run} = await runUp({adapters, loaded: reloaded}, options);
  return {run: {...run, steps: [...stopped.run.steps, ...run.steps]}, loaded: reloaded};
}
