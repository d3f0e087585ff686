import type {RunningNode} from '../../adapters/host/host.js';
import {judgeCluster, type ClusterStatus} from '../../domain/cluster/judge.js';
import {leaderTarget} from '../../domain/cluster/restart-rules.js';
import {refusalReasonOf} from '../../domain/membership/refusal.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import {idBeforeFirstStart} from '../../queries/member-data.js';
import {observeNodes} from '../../queries/observe-cluster.js';
import type {ClusterContext} from '../cluster-run.js';
import {configRefusals} from '../config-refusals.js';
import {countVoters} from '../count-voters.js';
import {assertNoDataLost} from '../lost-data.js';
import {assertPortsFree} from '../preflight.js';
import {waitStarted} from '../proxy-steps.js';
import {assertNoRefusals} from '../runs/refusal.js';
import type {RunContext} from '../runs/run-context.js';
import {stopNode} from '../stop-node.js';
import {waitHealthy} from '../wait-healthy.js';
import type {Binder, PlannedActionOf, ProcessMark} from './actions.js';
import {findNode, type FoundNode} from './find-node.js';
import {requireQuorumWithout} from './quorum-without.js';

/** How long a member may take until another has won the election that it asked for. */
const MOVE_LEADER_TIMEOUT_MS = 10_000;

/** The cluster as `status` judges it. */
export async function observeStatus({adapters, loaded}: ClusterContext): Promise<ClusterStatus> {
  const {clusterId} = await readState(adapters, loaded.folder);
  return judgeCluster(
    loaded.spec.cluster,
    clusterId,
    await observeNodes(adapters, loaded.spec, loaded.folder),
  );
}

/** Moves the leadership away from a member that is about to stop, and tells whether it had it. */
async function moveLeaderAway(context: ClusterContext, node: SpecNode): Promise<boolean> {
  const {adapters} = context;
  const status = await observeStatus(context);
  const target = leaderTarget(status, node.name);
  if (target === undefined) return false;
  const options = {timeoutMs: MOVE_LEADER_TIMEOUT_MS, signal: adapters.signal};
  adapters.progress.update(`${node.name}: moving the leadership to ${target.name}`);
  // Before its restart it may answer elsewhere than the spec has it.
  const {clientUrl} = status.nodes.find(({name}) => name === node.name)!;
  await adapters.etcdApi.moveLeader(clientUrl, target.memberId, options).catch((error: unknown) => {
    // Another one has been elected since: that is what was to come about.
    if (refusalReasonOf(error) !== 'not-leader') throw error;
  });
  return true;
}

interface Restartable {
  readonly node: Pick<SpecNode, 'name'>;
  readonly running?: RunningNode | undefined;
}

/** What a process is known by in a journal. */
export function markOf(running: RunningNode | undefined): ProcessMark | undefined {
  if (running === undefined) return undefined;
  const {pid, startTime} = running.identity;
  return {pid, startTime};
}

/** One node anew, or for the first time where it does not run. @param reason for people, where there is one to tell */
export function restartStep({node, running}: Restartable, reason?: string): PlannedActionOf<'restart-etcd'> {
  const {name} = node;
  const was = markOf(running);
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    id: `restart-etcd:${name}`,
    title: was === undefined ? `start ${name}` : `restart ${name}${why}`,
    action: 'restart-etcd',
    input: {node: name, ...(was === undefined ? {} : {was})},
  };
}

/** Whether it is the very process that was noted. */
export function isSame(mark: ProcessMark | undefined, running: RunningNode): boolean {
  return mark?.pid === running.identity.pid && mark.startTime === running.identity.startTime;
}

/** One that does not run is waited for once it is started: in vain where too few others run. */
async function requireQuorumWith(context: ClusterContext, node: Pick<SpecNode, 'name'>): Promise<void> {
  const {count, of, needed} = await countVoters(context, [{node}]);
  if (count >= needed) return;
  // The spec may have members that the cluster has not yet.
  const {nodes} = await observeStatus(context);
  if (nodes.some(({serving}) => serving)) return;
  throw new OpsError(
    'E_QUORUM',
    `${node.name} does not run, and only ${count} of ${of} members would run with it, where a quorum needs ${needed}`,
    {hints: ['etcdops up starts all that do not run']},
  );
}

/**
 * Right before a member starts anew: one that serves stops only while a quorum goes on without it, and one that does not
 * run has one to come back to.
 */
export async function requireQuorumFor(
  context: ClusterContext,
  {node, running}: Pick<FoundNode, 'node' | 'running'>,
): Promise<void> {
  if (node.role !== 'member') return;
  if (running === undefined) await requireQuorumWith(context, node);
  else await requireQuorumWithout(context, node.name);
}

/** Stops what runs, a member never as the leader. */
export async function stopForRestart({cluster, node, launch, running}: FoundNode): Promise<void> {
  if (running === undefined) return;
  // Asked again where the move took its time: others may have failed meanwhile.
  if (node.role === 'member' && (await moveLeaderAway(cluster, node)))
    await requireQuorumWithout(cluster, node.name);
  cluster.adapters.progress.update(`${node.name}: stopping`);
  await stopNode(cluster, launch, running);
}

/** A member takes part again, a proxy serves. */
export async function waitBack(context: RunContext, name: string): Promise<void> {
  const {cluster, ...found} = await findNode(context, name);
  const {adapters, loaded} = cluster;
  if (found.node.role !== 'member') return waitStarted(cluster, found);
  const {clusterId} = await readState(adapters, context.folder);
  const expectedId = clusterId ?? (await idBeforeFirstStart(adapters, loaded.spec, loaded.folder));
  await waitHealthy(adapters, {spec: loaded.spec, node: found.node, launch: found.launch, expectedId});
}

/** One node anew. What does not run is started: killed between the two, the run goes on with the second half. */
export const restartEtcd: Binder<'restart-etcd'> = (context: RunContext, {node: name, was}) => ({
  async check() {
    const {running} = await findNode(context, name);
    return running !== undefined && !isSame(was, running) ? 'done' : 'todo';
  },
  async require() {
    const found = await findNode(context, name);
    const state = await readState(found.cluster.adapters, context.folder);
    await assertNoDataLost(found.cluster, [found], state);
    assertNoRefusals(await configRefusals(found.cluster, [found], {healthyOnce: state.members ?? []}));
    await requireQuorumFor(found.cluster, found);
  },
  async run() {
    const found = await findNode(context, name);
    await stopForRestart(found);
    // Else it would end at once, and what has the port might answer in its place.
    await assertPortsFree(found.cluster, [{node: found.node, running: undefined}]);
    await found.cluster.adapters.host.start(found.launch);
  },
  verify: () => waitBack(context, name),
});
