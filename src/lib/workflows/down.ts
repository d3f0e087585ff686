import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {startOrder} from '../domain/artifacts/plan-artifacts.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {RunReport, Step} from '../engine/step.js';
import {OpsError} from '../errors/ops-error.js';
import {launchOf} from '../queries/node-launch.js';
import {newRunId, runSteps, type ClusterContext, type RunOptions, type SpecContext} from './cluster-run.js';
import {freshStartSteps} from './fresh-start.js';
import {assertOnThisMachine} from './local-nodes.js';

/** etcd hands over leadership and closes its database; a second or two each. */
export const STOP_GRACE_MS = 15_000;

export interface DownResult {
  readonly run: RunReport;
  /** Nodes that something else started, and that were left running. */
  readonly left: readonly string[];
}

export interface DownOptions extends RunOptions {
  readonly nodes: readonly SpecNode[];
  /** Also set the data of every node aside, and give the cluster a new token. */
  readonly purge: boolean;
}

interface Target {
  readonly node: SpecNode;
  readonly launch: NodeLaunch;
  readonly running: RunningNode | undefined;
}

function stopStep({adapters}: ClusterContext, {node, launch, running}: Target): Step {
  return {
    id: `stop-etcd:${node.name}`,
    title: `stop ${node.name}`,
    // Members end at the same time, and before them whatever leans on them.
    lane: node.role === 'member' ? 'stop-members' : 'stop-proxies',
    check: () => Promise.resolve(running !== undefined && adapters.host.isRunning(running) ? 'todo' : 'done'),
    async run() {
      const outcome = await adapters.host.stop(launch, running!, STOP_GRACE_MS);
      if (outcome === 'killed') {
        adapters.progress.warn(`${node.name} did not end within ${STOP_GRACE_MS / 1000} s of TERM and was ended by KILL`);
      }
    },
  };
}

function assertPurgeable(others: readonly Target[]): void {
  if (others.length === 0) return;
  throw new OpsError('E_PREFLIGHT', `${others.map(({node}) => node.name).join(', ')} still run, started by something else`, {
    hints: ['stop them with what started them (honcho, systemctl, docker), then run the same command again'],
  });
}

/** Stops what etcdops started, proxies first. What others started is left alone, and said. The lock is the caller's. */
export async function runDown(context: SpecContext, {nodes, purge, dryRun}: DownOptions): Promise<DownResult> {
  const {adapters, loaded} = context;
  assertOnThisMachine(context, nodes, 'stop');
  const ordered = startOrder(nodes).reverse();
  const launches = ordered.map(node => launchOf(loaded.spec, node, loaded));
  const running = await adapters.host.find(launches);
  const targets = ordered.map((node, index) => ({node, launch: launches[index]!, running: running[index]}));
  const others = targets.filter(target => target.running?.managedBy === 'other');
  if (purge) assertPurgeable(others);
  for (const {node, running: other} of others) {
    adapters.progress.warn(`${node.name} (pid ${other!.identity.pid}) was started by something else and keeps running`);
  }
  const runId = newRunId(adapters);
  const steps = targets.filter(target => target.running?.managedBy !== 'other').map(target => stopStep(context, target));
  const purgeSteps = purge ? freshStartSteps(context, runId) : [];
  const run = await runSteps(adapters, [...steps, ...purgeSteps], {runId, workflow: 'down', dryRun});
  return {run, left: others.map(({node}) => node.name)};
}

