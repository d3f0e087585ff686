import {clientUrlOf, metricsUrlOf} from '../../domain/nodes/node-urls.js';
import type {RunContext} from '../runs/run-context.js';
import {stopNode} from '../stop-node.js';
import {findNode, type FoundNode} from './find-node.js';

const POLL_MS = 10;
const CALL_TIMEOUT_MS = 1000;
/**
 * A proposal that was heard comes back within a few milliseconds after the snapshot; with slow disks or over a far line
 * one may be started for nothing, which costs a second and no data.
 */
const HEARD_WITHIN_MS = 150;
/** About when etcd itself tries again. */
const GIVE_UP_MS = 8000;

/**
 * Tells at any time whether a member serves clients. Its port takes connections long before it answers, so one question
 * stands until it does.
 */
function watchServing({cluster, node}: FoundNode, signal: AbortSignal): () => boolean {
  const {adapters, loaded} = cluster;
  const url = clientUrlOf(loaded.spec, node);
  let isServing = false;
  let isAsked = false;
  return () => {
    if (!isAsked) {
      isAsked = true;
      const asked = adapters.etcdApi.status(url, {timeoutMs: GIVE_UP_MS, signal});
      void asked.then(
        () => (isServing = true),
        () => (isAsked = false),
      );
    }
    return isServing;
  };
}

/** Whether it has had all data for a while, and still waits for its proposal to come back. */
async function isUnheard(found: FoundNode, metricsUrl: string, signal: AbortSignal): Promise<boolean> {
  const {clock, etcdApi, host} = found.cluster.adapters;
  const isServing = watchServing(found, signal);
  const startedAt = clock.monotonicMs();
  let since: number | undefined;
  while (clock.monotonicMs() - startedAt < GIVE_UP_MS) {
    const options = {timeoutMs: CALL_TIMEOUT_MS, signal};
    const snapshot = await etcdApi.receivedSnapshot(metricsUrl, options).catch(() => 'none' as const);
    const [running] = await host.find([found.launch]);
    if (isServing() || running === undefined) return false;
    const now = clock.monotonicMs();
    since = snapshot === 'unanswered' ? (since ?? now) : undefined;
    if (since !== undefined && now - since >= HEARD_WITHIN_MS) return true;
    await clock.sleep(POLL_MS, signal);
  }
  return false;
}

/**
 * A new member tells the others its client URLs by a proposal, and serves nobody before. etcd 3.6 and 3.7 send it a
 * snapshot first where clients write, after which it closes all its connections. It does not see a proposal come that
 * is in the snapshot already, nor one that is on its way just then, and it tries again after 7 s (its request timeout).
 * Its data are there by then, so a second start, in which it gets no snapshot, serves at once. It has no vote yet: nobody waits for it meanwhile.
 */
export async function restartUnheard(context: RunContext, name: string): Promise<void> {
  const found = await findNode(context, name);
  const metricsUrl = metricsUrlOf(found.node);
  if (found.node.learner !== true || metricsUrl === undefined) return;
  const watch = new AbortController();
  const signal = AbortSignal.any([found.cluster.adapters.signal, watch.signal]);
  const unheard = await isUnheard(found, metricsUrl, signal).finally(() => watch.abort());
  if (!unheard) return;
  const {cluster, launch, running} = await findNode(context, name);
  if (running === undefined) return;
  cluster.adapters.progress.update(`${name}: starting again, since its first word to the others was lost`);
  await stopNode(cluster, launch, running);
  await cluster.adapters.host.start(launch);
}
