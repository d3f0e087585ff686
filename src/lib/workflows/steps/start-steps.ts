import {joins, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import type {ClusterContext} from '../cluster-run.js';
import {ensureConfigFiles} from '../config-files.js';
import {assertMembers} from '../membership/assert-members.js';
import {assertStartable} from '../preflight.js';
import {waitStarted} from '../proxy-steps.js';
import {readableUnfinished} from '../runs/readable-unfinished.js';
import type {SeenNode} from '../runs/run-context.js';
import {pollUntil} from '../wait-healthy.js';
import type {Binder} from './actions.js';
import {findNode, sight} from './find-node.js';

/** All others start when this one answers: each millisecond counts for every member of the cluster. */
const PEER_POLL_MS = 2;
const PEER_ANSWER_MS = 1000;

async function waitForPeerPort({adapters, loaded}: ClusterContext, {node, launch}: SeenNode): Promise<void> {
  const peerUrl = peerUrlOf(loaded.spec, node)!;
  const options = {timeoutMs: PEER_ANSWER_MS, signal: adapters.signal};
  await pollUntil(
    adapters,
    {spec: loaded.spec, node, launch},
    {
      what: 'waiting for its peer port',
      pollMs: PEER_POLL_MS,
      attempt: async () => {
        if (!(await adapters.etcdApi.answersOnPeerPort(peerUrl, options))) throw new Error('no answer');
      },
    },
  );
}

/** A member that replays a long log takes its time until it answers. */
const CLUSTER_DEADLINE_MS = 60_000;
const CLUSTER_POLL_MS = 50;

function nothingToJoin({loaded: {spec}}: ClusterContext, name: string): OpsError {
  const isNeverBegun = membersOf(spec).every(joins);
  return new OpsError('E_UNHEALTHY', `${name} joins a cluster, and no member of it answers`, {
    hints: [
      ...(isNeverBegun
        ? ['if there is no such cluster yet: remove initialClusterState from the members that begin it']
        : []),
      'etcdops status',
      'etcdops up starts all that do not run',
    ],
  });
}

/**
 * A member that joins asks the others for the cluster once, and ends where none of them answers.
 * @param starting members of this machine that are on their way
 */
async function requireCluster(
  {adapters, loaded}: ClusterContext,
  name: string,
  starting: readonly SeenNode[],
): Promise<void> {
  const {clock, etcdApi, host, signal} = adapters;
  const others = membersOf(loaded.spec).filter(member => member.name !== name);
  const options = {timeoutMs: PEER_ANSWER_MS, signal};
  const deadline = clock.monotonicMs() + CLUSTER_DEADLINE_MS;
  for (;;) {
    const answers = await Promise.all(
      others.map(other => etcdApi.answersOnPeerPort(peerUrlOf(loaded.spec, other)!, options)),
    );
    if (answers.includes(true)) return;
    signal.throwIfAborted();
    const living = await host.find(starting.map(({launch}) => launch));
    const isHopeless = living.every(process => process === undefined);
    if (isHopeless || clock.monotonicMs() > deadline) throw nothingToJoin({adapters, loaded}, name);
    await clock.sleep(CLUSTER_POLL_MS, signal);
  }
}

/**
 * Starts a node that does not run. Who planned it has looked at ports, data and files of all nodes; a resume looks
 * again.
 */
export const startNode: Binder<'start-node'> = (context, {node: name, isFirst, joins: beginners}) => ({
  async check() {
    const {cluster, running} = await sight(context, name);
    return running !== undefined && cluster.adapters.host.isRunning(running) ? 'done' : 'todo';
  },
  async require() {
    const {cluster} = await sight(context, name);
    if (context.seen === undefined) {
      const state = await readState(cluster.adapters, context.folder);
      const found = await findNode(context, name);
      const unfinished = await readableUnfinished(cluster.adapters, context.folder);
      await assertMembers(cluster, [found], {state, unfinished});
      await assertStartable(cluster, [found], {state});
    }
    if (beginners === undefined) return;
    const starting = await Promise.all(beginners.map(beginner => sight(context, beginner)));
    await requireCluster(cluster, name, starting);
  },
  async run() {
    const {cluster, launch} = await sight(context, name);
    if (context.seen === undefined) await ensureConfigFiles(cluster, [await findNode(context, name)]);
    await cluster.adapters.host.start(launch);
  },
  async verify() {
    const {cluster, ...found} = await sight(context, name);
    if (isFirst === true) await waitForPeerPort(cluster, found);
    if (found.node.role !== 'member') await waitStarted(cluster, found);
  },
});
