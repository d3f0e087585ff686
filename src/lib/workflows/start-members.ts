import {pioneerOf} from '../domain/cluster/start-order.js';
import {joins, membersOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {Step} from '../engine/step.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './preflight.js';
import {startStep} from './start-step.js';
import {pollUntil} from './wait-healthy.js';

/** All others start when this one answers: each millisecond counts for every member of the cluster. */
const PEER_POLL_MS = 2;
const PEER_ANSWER_MS = 1000;

async function waitForPeerPort({adapters, loaded}: ClusterContext, {node, launch}: LocalNode): Promise<void> {
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
  context: ClusterContext,
  {node}: LocalNode,
  starting: readonly LocalNode[],
): Promise<void> {
  const {adapters, loaded} = context;
  const {clock, etcdApi, host, signal} = adapters;
  const others = membersOf(loaded.spec).filter(({name}) => name !== node.name);
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
    if (isHopeless || clock.monotonicMs() > deadline) throw nothingToJoin(context, node.name);
    await clock.sleep(CLUSTER_POLL_MS, signal);
  }
}

function knowsCluster({hasData, running}: LocalNode): boolean {
  return hasData || running !== undefined;
}

/**
 * The steps that start what does not run, in an order in which new members do not hold each other up: those that join
 * come last, since there has to be a cluster.
 */
export function startMemberSteps(context: ClusterContext, members: readonly LocalNode[]): Step[] {
  const isJoiner = (member: LocalNode): boolean => joins(member.node) && !knowsCluster(member);
  const joiners = members.filter(isJoiner);
  const beginners = members.filter(member => !isJoiner(member));
  const pioneer = pioneerOf(
    beginners.map(member => ({
      name: member.node.name,
      peerUrl: peerUrlOf(context.loaded.spec, member.node)!,
      knowsCluster: knowsCluster(member),
    })),
  );
  const isPioneer = ({node}: LocalNode): boolean => node.name === pioneer;
  const ordered = [...beginners.filter(isPioneer), ...beginners.filter(member => !isPioneer(member))];
  return [
    ...ordered.map(member =>
      startStep(
        context,
        member,
        isPioneer(member) ? {verify: () => waitForPeerPort(context, member)} : {lane: 'start-etcd'},
      ),
    ),
    ...joiners.map(member =>
      startStep(context, member, {
        lane: 'join-cluster',
        require: () => requireCluster(context, member, beginners),
      }),
    ),
  ];
}
