import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {judgeCluster, type ClusterStatus} from '../domain/cluster/judge.js';
import {restartOrder, leaderTarget, restartRefusal} from '../domain/cluster/restart-rules.js';
import {clientUrlOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {RunReport, Step} from '../engine/step.js';
import {OpsError} from '../errors/ops-error.js';
import {readState} from '../queries/cluster-state.js';
import {idBeforeFirstStart} from '../queries/member-data.js';
import {observeNodes} from '../queries/observe-cluster.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
import {newRunId, runSteps, type ClusterContext, type RunOptions} from './cluster-run.js';
import {stopNode} from './stop-node.js';
import {assertOnThisMachine, withoutRemoteProxies} from './local-nodes.js';
import {assertStartable, ensureConfigFiles, observeNodesHere, type LocalNode} from './preflight.js';
import {restartProxyStep} from './proxy-steps.js';
import {waitHealthy} from './wait-healthy.js';

export interface RestartOptions extends RunOptions {
  readonly nodes: readonly SpecNode[];
  /** The user named the nodes. */
  readonly named?: boolean;
}

/** How long a member may take until another has won the election that it asked for. */
const MOVE_LEADER_TIMEOUT_MS = 10_000;

async function observe({adapters, loaded}: ClusterContext): Promise<ClusterStatus> {
  const {clusterId} = await readState(adapters, loaded.folder);
  return judgeCluster(
    loaded.spec.cluster,
    clusterId,
    await observeNodes(adapters, loaded.spec, loaded.folder),
  );
}

/** Asked again right before each stop: what was true when the plan was made may not be now. */
async function requireQuorumWithout(context: ClusterContext, name: string): Promise<void> {
  const refusal = restartRefusal(await observe(context), name);
  if (refusal === undefined) return;
  throw new OpsError('E_QUORUM', refusal, {
    hints: ['etcdops status', 'etcdops up starts members that are stopped'],
  });
}

/** Moves the leadership away from a member that is about to stop, and tells whether it had it. */
async function moveLeaderAway(context: ClusterContext, node: SpecNode): Promise<boolean> {
  const {adapters, loaded} = context;
  const target = leaderTarget(await observe(context), node.name);
  if (target === undefined) return false;
  const options = {timeoutMs: MOVE_LEADER_TIMEOUT_MS, signal: adapters.signal};
  adapters.progress.update(`${node.name}: moving the leadership to ${target.name}`);
  await adapters.etcdApi.moveLeader(clientUrlOf(loaded.spec, node), target.memberId, options);
  return true;
}

function restartStep(
  context: ClusterContext,
  {node, launch, running}: LocalNode,
  clusterId: string | undefined,
): Step {
  const {adapters, loaded} = context;
  return {
    id: `restart-etcd:${node.name}`,
    title: running === undefined ? `start ${node.name}` : `restart ${node.name}`,
    check: () => Promise.resolve('todo'),
    require: () => (running === undefined ? Promise.resolve() : requireQuorumWithout(context, node.name)),
    async run() {
      if (running !== undefined) {
        // Asked again where the move took its time: others may have failed meanwhile.
        if (await moveLeaderAway(context, node)) await requireQuorumWithout(context, node.name);
        adapters.progress.update(`${node.name}: stopping`);
        await stopNode(context, launch, running);
      }
      await adapters.host.start(launch);
    },
    verify: async () =>
      void (await waitHealthy(adapters, {spec: loaded.spec, node, launch, expectedId: clusterId})),
  };
}

function assertOurs(targets: readonly LocalNode[]): void {
  const others = targets.filter(({running}) => running?.managedBy === 'other').map(({node}) => node.name);
  if (others.length === 0) return;
  throw new OpsError(
    'E_PREFLIGHT',
    `${others.join(', ')}: started by something else, which has to restart it`,
    {
      hints: ['restart it with what started it (honcho, systemctl, docker)'],
    },
  );
}

/**
 * One member at a time, the leader last, each healthy again before the next one stops; then the proxies, one at a time.
 * The lock is the caller's.
 */
export async function runRestart(
  context: ClusterContext,
  {nodes: chosen, named = false, dryRun}: RestartOptions,
): Promise<{run: RunReport}> {
  const {adapters, loaded} = context;
  const nodes = withoutRemoteProxies(context, chosen, {verb: 'restart', named});
  assertOnThisMachine(context, nodes, 'restart');
  const members = nodes.filter(({role}) => role === 'member');
  const proxies = nodes.filter(({role}) => role !== 'member');
  const [bin, status]: [EtcdBinDir, ClusterStatus] = await Promise.all([
    resolveEtcd(adapters, loaded.spec),
    observe(context),
  ]);
  const state = await readState(adapters, loaded.folder);
  const ordered = [...restartOrder(members, status), ...proxies];
  const targets = await observeNodesHere(context, ordered, bin.dir);
  await assertStartable(context, targets, {state, stopsRunning: true});
  assertOurs(targets);
  // Where a stopped one comes first its return changes the count; each stop asks again anyway.
  const first = targets[0];
  if (first?.running !== undefined && first.node.role === 'member')
    await requireQuorumWithout(context, first.node.name);
  if (!dryRun) await ensureConfigFiles(context, targets);
  const expectedId = state.clusterId ?? (await idBeforeFirstStart(adapters, loaded.spec, loaded.folder));
  const run = await runSteps(
    adapters,
    targets.map(target =>
      target.node.role === 'member'
        ? restartStep(context, target, expectedId)
        : restartProxyStep(context, target),
    ),
    {runId: newRunId(adapters), workflow: 'restart', dryRun},
  );
  return {run};
}
