import {join} from 'node:path';

import {OpsError} from '../errors/ops-error.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import type {RunReport, StepReport} from '../engine/step.js';
import {readState} from '../queries/cluster-state.js';
import {reloadSpec, type LoadedSpec} from '../queries/load-spec.js';
import {launchOf} from '../queries/node-launch.js';
import type {SpecContext} from './cluster-run.js';
import {runDown} from './down.js';
import {healthTitle, runUp, type UpOptions} from './up.js';

/** A cluster that others started leaves no record with us, but etcd's own snapshots, made of many writes, do tell. */
async function assertNothingToLose({adapters, loaded}: SpecContext): Promise<void> {
  for (const node of membersOf(loaded.spec)) {
    const folder = join(launchOf(loaded.spec, node, loaded).dataDir, 'member', 'snap');
    if (!(await adapters.files.list(folder)).some(name => name.endsWith('.snap'))) continue;
    throw new OpsError(
      'E_PREFLIGHT',
      `${node.name} has snapshots of many writes in ${folder}: it was healthy once`,
      {
        hints: ['etcdops up starts it as it is', 'etcdops down --purge gives the data up'],
      },
    );
  }
}

/** What follows once all is set aside: every node starts, whatever runs now. */
function plannedStarts(spec: ClusterSpec): StepReport[] {
  const step = (id: string, title: string): StepReport => ({id, title, outcome: 'todo', irreversible: false});
  const members = membersOf(spec);
  const starts = (nodes: readonly SpecNode[]): StepReport[] =>
    nodes.map(({name}) => step(`start-etcd:${name}`, `start ${name}`));
  return [
    ...starts(members),
    step('verify-health', healthTitle(members)),
    ...starts(spec.nodes.filter(({role}) => role !== 'member')),
  ];
}

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
  await assertNothingToLose(context);
  const stopped = await runDown(context, {nodes: loaded.spec.nodes, purge: true, dryRun: options.dryRun});
  if (options.dryRun)
    return {run: {...stopped.run, steps: [...stopped.run.steps, ...plannedStarts(loaded.spec)]}, loaded};
  const reloaded = await reloadSpec(adapters, loaded);
  const {run} = await runUp({adapters, loaded: reloaded}, options);
  return {run: {...run, steps: [...stopped.run.steps, ...run.steps]}, loaded: reloaded};
}
