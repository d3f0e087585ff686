import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import {launchOf} from '../../queries/node-launch.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {writeChangedFiles} from '../artifact-changes.js';
import {editSpec} from '../edit-spec.js';
import {assertStartable} from '../preflight.js';
import {isInStep, isOurs, isWritten, lookAtProxies, type ProxySight} from '../proxies/proxy-sight.js';
import {noteRestart, restartIsOver} from '../proxies/restart-note.js';
import {requireServing} from '../proxy-steps.js';
import {stopNode} from '../stop-node.js';
import type {Binder} from './actions.js';

/** The spec first: killed after it, the next run sees files and a process that do not follow from it yet. */
async function write({context, proxy, newSpec, files}: ProxySight): Promise<void> {
  const {adapters, loaded} = context;
  if (newSpec !== undefined) {
    const {text} = await editSpec(adapters, loaded, {after: newSpec, what: proxy.node.name});
    await adapters.files.writeAtomic(loaded.path, text, {keepMode: true});
  }
  await writeChangedFiles(context, files);
}

async function restart({context, proxy, newSpec}: ProxySight): Promise<void> {
  const {adapters, loaded} = context;
  const {folder} = loaded;
  const spec = newSpec ?? loaded.spec;
  const [{dir: binDir}, state] = await Promise.all([
    resolveEtcd(adapters, spec),
    readState(adapters, folder),
  ]);
  const launch = launchOf(spec, proxy.node, {folder, binDir});
  const after = {adapters, loaded: {spec, folder}};
  await assertStartable(after, [{...proxy, launch}], {state, stopsRunning: true});
  await noteRestart(adapters, launch);
  if (proxy.running !== undefined) await stopNode(after, launch, proxy.running);
  await adapters.host.start(launch);
  await restartIsOver(adapters, launch);
}

/** What did not start by etcdops is not its to restart. */
function warnOfOthers({context: {adapters}, proxy: {node}, isBehind}: ProxySight): void {
  if (!isBehind) return;
  adapters.progress.warn(
    `${node.name} goes by its old endpoints until what started it (honcho, systemctl, docker) restarts it`,
  );
}

/** A step before this one brings the quorum back; where none does, the step itself says so. */
function unlessUntold(error: unknown): 'untold' {
  if (error instanceof OpsError && error.code === 'E_UNHEALTHY') return 'untold';
  throw error;
}

/**
 * Brings one gateway or gRPC proxy in step with the members: the spec where its list is not theirs, its files, and then
 * its process, where that is ours and runs by another list. One that was stopped stays so. The lock is the caller's, and
 * so is the order: one proxy at a time.
 */
export const syncProxy: Binder<'sync-proxy'> = (context, {node: name, restartsLater = false}) => {
  // Undefined where the spec has no such proxy any more.
  const look = async (): Promise<ProxySight | undefined> =>
    (await lookAtProxies(await context.cluster(), name))[0];
  return {
    async check() {
      const sight = await look().catch(unlessUntold);
      if (sight === 'untold') return 'todo';
      if (restartsLater) return sight === undefined || isWritten(sight) ? 'done' : 'todo';
      return sight === undefined || (await isInStep(sight)) ? 'done' : 'todo';
    },
    async run() {
      const sight = await look();
      if (sight === undefined) return;
      await write(sight);
      if (restartsLater) return;
      if (sight.isInterrupted || (sight.isBehind && isOurs(sight))) await restart(sight);
      else warnOfOthers(sight);
    },
    async verify() {
      if (restartsLater) return;
      const sight = await look();
      if (sight !== undefined && isOurs(sight)) await requireServing(sight.context, sight.proxy);
    },
  };
};
