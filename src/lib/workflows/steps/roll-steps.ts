import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import type {ClusterContext} from '../cluster-run.js';
import {ensureConfigFiles} from '../config-files.js';
import {assertStartable} from '../preflight.js';
import type {RunContext} from '../runs/run-context.js';
import type {ActionInputs, Binder} from './actions.js';
import {findNode, type FoundNode} from './find-node.js';
import {observeStatus, requireQuorumFor, stopForRestart, waitBack} from './restart-steps.js';

type Roll = ActionInputs['roll-etcd'];

/** The process that runs is the one that this step started. */
function isRestarted({cluster, running}: FoundNode, token: string): boolean {
  return running !== undefined && cluster.adapters.host.startedFor(running) === token;
}

/** A member takes part in its cluster; of a proxy it is enough that it runs. */
async function isBack({cluster, node}: FoundNode): Promise<boolean> {
  if (node.role !== 'member') return true;
  const {nodes} = await observeStatus(cluster);
  return nodes.some(({name, serving}) => name === node.name && serving);
}

async function isDone(context: RunContext, {node, token}: Roll): Promise<boolean> {
  const found = await findNode(context, node);
  return isRestarted(found, token) && (await isBack(found));
}

/** What must hold before the node is stopped: others go on without it, and it will come back. */
async function requireRestartable(context: RunContext, {node, token}: Roll): Promise<void> {
  const found = await findNode(context, node);
  if (isRestarted(found, token)) return;
  if (found.running?.managedBy === 'other') {
    throw new OpsError('E_PREFLIGHT', `${node} was started by something else, which has to restart it`, {
      hints: ['stop it with what started it (honcho, systemctl, docker)', 'etcdops run resume starts it'],
    });
  }
  const state = await readState(found.cluster.adapters, context.folder);
  await assertStartable(found.cluster, [found], {state, stopsRunning: true});
  await requireQuorumFor(found.cluster, found);
}

/** Stops what runs, unless it is what this step started, and starts it. */
async function replaceProcess(context: RunContext, {node, token}: Roll): Promise<void> {
  const found = await findNode(context, node);
  if (isRestarted(found, token)) return;
  await ensureConfigFiles(found.cluster, [found]);
  await stopForRestart(found);
  await found.cluster.adapters.host.start({...found.launch, startedFor: token});
}

/** Restarts a node as its step does, with all checks; what it has started before stays. */
export async function restartNow(context: RunContext, roll: Roll): Promise<void> {
  if (await isDone(context, roll)) return;
  await requireRestartable(context, roll);
  await replaceProcess(context, roll);
  await waitBack(context, roll.node);
}

/** Undone it only brings back what a kill left stopped: a process anew is as good as the one before. */
export const rollEtcd: Binder<'roll-etcd'> = (context, roll) => ({
  check: async () => ((await isDone(context, roll)) ? 'done' : 'todo'),
  require: () => requireRestartable(context, roll),
  run: () => replaceProcess(context, roll),
  verify: () => waitBack(context, roll.node),
  async undo() {
    const {cluster, launch, running} = await findNode(context, roll.node);
    if (running === undefined) await cluster.adapters.host.start(launch);
    await waitBack(context, roll.node);
  },
});

/** @throws E_PREFLIGHT with every member that takes no part */
export async function requireServing(cluster: ClusterContext): Promise<void> {
  const {nodes} = await observeStatus(cluster);
  const out = nodes.filter(({role, serving}) => (role === 'member' || role === 'learner') && !serving);
  if (out.length === 0) return;
  const each = out.map(({name, error = 'does not serve'}) => `${name} ${error}`);
  throw new OpsError('E_PREFLIGHT', each.join('; '), {hints: ['etcdops status', 'etcdops up']});
}
