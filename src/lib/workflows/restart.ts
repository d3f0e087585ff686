import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import type {ClusterStatus} from '../domain/cluster/judge.js';
import {restartOrder} from '../domain/cluster/restart-rules.js';
import {rollOrder} from '../domain/cluster/roll-order.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {RunReport} from '../engine/step.js';
import {OpsError} from '../errors/ops-error.js';
import {readState} from '../queries/cluster-state.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
import type {RunOptions, SpecContext} from './cluster-run.js';
import {ensureConfigFiles} from './config-files.js';
import {assertOnThisMachine, withoutRemoteProxies} from './local-nodes.js';
import {assertMembers} from './membership/assert-members.js';
import {observeNodesHere, type LocalNode} from './observe-nodes.js';
import {assertStartable} from './preflight.js';
import {recordNodes, startedAsInSpec} from './record-nodes.js';
import {assertNotMidChange} from './runs/mid-change.js';
import {assertNotMidRestore} from './runs/mid-restore.js';
import {readableUnfinished} from './runs/readable-unfinished.js';
import {runRepeatable, withResume} from './runs/repeatable-run.js';
import {observeStatus, requireQuorumFor, restartStep} from './steps/restart-steps.js';

export interface RestartOptions extends RunOptions {
  readonly nodes: readonly SpecNode[];
  /** The user named the nodes. */
  readonly named?: boolean;
}

/**
 * Without the proxies that something else started, which are passed over and named: the cluster is whole without them.
 * One that the user named stays, to be refused.
 */
function withoutProxiesOfOthers(
  {adapters}: SpecContext,
  found: readonly LocalNode[],
  named: boolean,
): LocalNode[] {
  const isPassedOver = ({node, running}: LocalNode): boolean =>
    !named && node.role !== 'member' && running?.managedBy === 'other';
  for (const {node} of found.filter(isPassedOver))
    adapters.progress.warn(`${node.name} was started by something else, which has to restart it`);
  return found.filter(one => !isPassedOver(one));
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
 * One member at a time, the leader last, each healthy again before the next one stops; gateways before the last member,
 * other proxies behind it. The lock is the caller's.
 */
export async function runRestart(
  context: SpecContext,
  {nodes: chosen, named = false, dryRun}: RestartOptions,
): Promise<{run: RunReport}> {
  const {adapters, loaded} = context;
  const nodes = withoutRemoteProxies(context, chosen, {verb: 'restart', named});
  assertOnThisMachine(context, nodes, 'restart');
  const unfinished = await readableUnfinished(adapters, loaded.folder);
  assertNotMidRestore(unfinished);
  const members = nodes.filter(({role}) => role === 'member');
  assertNotMidChange(unfinished, members);
  const proxies = nodes.filter(({role}) => role !== 'member');
  const [bin, status]: [EtcdBinDir, ClusterStatus] = await Promise.all([
    resolveEtcd(adapters, loaded.spec),
    observeStatus(context),
  ]);
  const state = await readState(adapters, loaded.folder);
  const ordered = rollOrder(restartOrder(members, status), proxies);
  const found = await observeNodesHere(context, ordered, bin.dir);
  const targets = withoutProxiesOfOthers(context, found, named);
  const restarted = nodes.filter(node => targets.some(target => target.node === node));
  const stopped = targets.filter(({running}) => running === undefined);
  await assertMembers(context, stopped, {state, unfinished});
  await assertStartable(context, targets, {state, stopsRunning: true});
  assertOurs(targets);
  // Each asks again when its turn comes.
  const first = targets.find(({node}) => node.role === 'member');
  if (first !== undefined) await requireQuorumFor(context, first);
  if (!dryRun) await ensureConfigFiles(context, targets);
  const run = await runRepeatable(context, {
    workflow: 'restart',
    input: {nodes: restarted.map(({name}) => name)},
    steps: targets.map(target => restartStep(target)),
    done: 'Restarted. Next: etcdops status',
    dryRun,
  }).catch((error: unknown) => {
    throw withResume(error);
  });
  if (dryRun) return {run};
  const made = await startedAsInSpec(context, restarted, state.nodes);
  const changes = made.map(node => ({put: node}));
  const healthy = members.map(({name}) => name);
  await recordNodes(context, changes, healthy);
  return {run};
}
