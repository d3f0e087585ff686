import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {startOrder} from '../domain/artifacts/process-files.js';
import {clientUrlOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {RunReport} from '../engine/step.js';
import {OpsError} from '../errors/ops-error.js';
import {readState} from '../queries/cluster-state.js';
import {launchOf} from '../queries/node-launch.js';
import {portProblems} from '../queries/port-problems.js';
import {assertRecordedCluster} from './cluster-identity.js';
import {newRunId, type ClusterContext, type RunOptions, type SpecContext} from './cluster-run.js';
import {endServiceSteps} from './discovery/up-steps.js';
import {freshStartSteps} from './fresh-start.js';
import {assertOnThisMachine, withoutRemoteProxies} from './local-nodes.js';
import {stopStep} from './membership/planned-steps.js';
import {isRepeatableLeft, needsJournal} from './runs/needs-journal.js';
import {runRepeatable} from './runs/repeatable-run.js';

export interface DownResult {
  readonly run: RunReport;
  /** Nodes that something else started, and that were left running. */
  readonly left: readonly string[];
}

export interface DownOptions extends RunOptions {
  readonly nodes: readonly SpecNode[];
  /** The user named the nodes. */
  readonly named?: boolean;
  /** Also set the data of every node aside, and give the cluster a new token. */
  readonly purge: boolean;
}

interface Target {
  readonly isLeader: boolean;
  readonly node: SpecNode;
  readonly launch: NodeLaunch;
  readonly running: RunningNode | undefined;
}

/**
 * Proxies end before what they lean on, and the leader after its followers: one that finds a peer hands its leadership
 * over first, and waits 7 s where that peer is ending too.
 */
function laneOf({node, isLeader}: Target): string {
  if (node.role !== 'member') return 'stop-proxies';
  return isLeader ? 'stop-leader' : 'stop-followers';
}

const LEADER_TIMEOUT_MS = 1000;

/** Whether a member leads, as it says itself; one that does not answer in time is taken for a follower. */
async function leads(
  {adapters, loaded: {spec}}: ClusterContext,
  node: SpecNode,
  running: RunningNode | undefined,
): Promise<boolean> {
  if (node.role !== 'member' || running === undefined) return false;
  return adapters.etcdApi
    .status(clientUrlOf(spec, node), {timeoutMs: LEADER_TIMEOUT_MS, signal: adapters.signal})
    .then(
      ({memberId, leaderId}) => memberId === leaderId,
      () => false,
    );
}

function assertPurgeable(left: readonly string[]): void {
  if (left.length === 0) return;
  throw new OpsError('E_PREFLIGHT', `${left.join(', ')}: still running, started by something else`, {
    hints: ['stop them with what started them (honcho, systemctl, docker), then run the same command again'],
  });
}

/** Nodes that run without being ours; one in a container has no process to see here, but its ports are taken. */
async function startedByOthers({adapters}: ClusterContext, targets: readonly Target[]): Promise<string[]> {
  const others = await Promise.all(
    targets.map(async ({node, running}) => {
      if (running !== undefined) return running.managedBy === 'other';
      return (await portProblems(adapters, [node])).some(problem => problem.includes('in use'));
    }),
  );
  return targets.filter((_, index) => others[index]).map(({node}) => node.name);
}

/** The rest of the cluster would go on without a member whose data is gone. */
function partialPurge(nodes: readonly SpecNode[]): OpsError {
  const names = nodes.map(({name}) => name).join(', ');
  return new OpsError('E_USAGE', `--purge gives up the whole cluster and takes no names (${names})`, {
    hints: [`etcdops down ${names.replaceAll(',', '')} stops without touching data`],
  });
}

/** Stops what etcdops started, proxies first. What others started is left alone, and said. The lock is the caller's. */
export async function runDown(
  context: SpecContext,
  {nodes: chosen, named = false, purge, dryRun}: DownOptions,
): Promise<DownResult> {
  const {adapters, loaded} = context;
  if (purge && named) throw partialPurge(chosen);
  const nodes = withoutRemoteProxies(context, chosen, {verb: 'stop', named});
  assertOnThisMachine(context, nodes, 'stop');
  const ordered = startOrder(nodes).reverse();
  const launches = ordered.map(node => launchOf(loaded.spec, node, loaded));
  const running = await adapters.host.find(launches);
  const isLeader = await Promise.all(ordered.map((node, index) => leads(context, node, running[index])));
  const targets = ordered
    .map((node, index) => ({
      node,
      launch: launches[index]!,
      running: running[index],
      isLeader: isLeader[index]!,
    }))
    .sort((a, b) => Number(a.isLeader) - Number(b.isLeader));
  const left = await startedByOthers(context, targets);
  if (purge) {
    assertPurgeable(left);
    const alive = targets.filter(target => target.node.role === 'member' && target.running !== undefined);
    const {clusterId} = await readState(adapters, loaded.folder);
    await assertRecordedCluster(
      context,
      alive.map(({node}) => node),
      clusterId,
    );
  }
  const runId = newRunId(adapters);
  const own = targets.filter(target => target.running?.managedBy !== 'other');
  const purgeSteps = purge ? await freshStartSteps(context, {runId, dryRun}) : [];
  const service = named ? [] : await endServiceSteps(context);
  const run = await runRepeatable(context, {
    runId,
    workflow: 'down',
    input: {nodes: named ? nodes.map(({name}) => name) : [], purge},
    steps: [
      ...own.map(target => ({...stopStep(target.node), lane: laneOf(target)})),
      ...service,
      ...purgeSteps,
    ],
    done: 'Stopped. Next: etcdops up',
    dryRun,
    seen: {cluster: context, nodes: own},
    hasJournal: needsJournal({
      effects:
        own.filter(({running: process}) => process !== undefined).length + service.length + purgeSteps.length,
      isOneLeft: await isRepeatableLeft(adapters, loaded.folder),
    }),
  });
  return {run, left};
}
