import {isOnThisMachine} from '../domain/nodes/locality.js';
import type {RunReport} from '../engine/step.js';
import {readState} from '../queries/cluster-state.js';
import {isOfEarlierAttempt} from '../queries/discovery/token-problem.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import {idBeforeFirstStart} from '../queries/member-data.js';
import type {SpecContext} from './cluster-run.js';
import {runFreshUp} from './fresh-up.js';
import {runUp, type UpOptions} from './up.js';

/** Every node is here, so that each of them gets the new token; no member has ever had data, so that nothing is lost. */
async function mayRenew(
  {adapters, loaded: {spec, folder}}: SpecContext,
  {only = []}: UpOptions,
): Promise<boolean> {
  // Others may run and wait, which nobody would start again.
  if (only.length > 0) return false;
  const own = adapters.host.ownAddresses();
  if (!spec.nodes.every(node => isOnThisMachine(spec, node, own))) return false;
  const {firstHealthyAt} = await readState(adapters, folder);
  return firstHealthyAt === undefined && (await idBeforeFirstStart(adapters, spec, folder)) !== undefined;
}

/**
 * As `up`. A discovery token that an earlier attempt has spoilt is given up by itself where nothing is to be lost by
 * that: whatever runs is stopped, and the cluster begins again with a new token of the same service.
 */
export async function runRenewingUp(
  context: SpecContext,
  options: UpOptions,
): Promise<{run: RunReport; loaded: Pick<LoadedSpec, 'spec' | 'folder'>}> {
  try {
    return {run: (await runUp(context, options)).run, loaded: context.loaded};
  } catch (error) {
    if (!isOfEarlierAttempt(error) || !(await mayRenew(context, options))) throw error;
    const {progress} = context.adapters;
    progress.warn(`${error.message}; no member has data yet: begins again with a new token`);
    return runFreshUp(context, options);
  }
}
