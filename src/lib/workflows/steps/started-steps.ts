import type {MemberStatus} from '../../domain/cluster/observation.js';
import {judgeCluster, notAsInSpec} from '../../domain/cluster/judge.js';
import {clientUrlsOf} from '../../domain/nodes/client-urls.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {changeNodes, isChanged} from '../../domain/spec/spec-change.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState, writeState, type ClusterState} from '../../queries/cluster-state.js';
import {hasWal, predictedClusterId} from '../../queries/member-data.js';
import {launchOf} from '../../queries/node-launch.js';
import {observeNodes} from '../../queries/observe-cluster.js';
import {once} from '../../queries/once.js';
import {assertOneCluster} from '../cluster-identity.js';
import {AGREE_HINT} from '../membership/scene.js';
import type {RunContext} from '../runs/run-context.js';
import {waitHealthy} from '../wait-healthy.js';
import type {Binder} from './actions.js';
import {sight, type SightedNode} from './find-node.js';

/**
 * A member that was found running may have been on its way out: told to stop by an etcdops that was killed. Its end
 * is then not a failure but the state that `up` is there for.
 */
async function waitOrRevive(
  {cluster: {adapters, loaded}, node, launch, running}: SightedNode,
  expectedId: string | undefined,
): Promise<MemberStatus> {
  const target = {spec: loaded.spec, node, launch, expectedId};
  try {
    return await waitHealthy(adapters, target);
  } catch (error) {
    const wasLeaving = running !== undefined && error instanceof OpsError && error.code === 'E_NODE_FAILED';
    if (!wasLeaving) throw error;
  }
  adapters.progress.note(`start ${node.name}, which was just stopping`);
  await adapters.host.start(launch);
  return waitHealthy(adapters, target);
}

const ALARM_HINTS: Readonly<Record<string, readonly string[]>> = {
  NOSPACE: [
    'make room: raise quota-backend-bytes under settings of the spec, then etcdops apply',
    'then: etcdops ctl -- alarm disarm',
  ],
};

/** The members run and agree, but a cluster with an alarm is no healthy one: it takes no writes. */
function assertNoAlarms(
  members: readonly {readonly name: string; readonly alarms: readonly string[]}[],
): void {
  const alarmed = members.filter(({alarms}) => alarms.length > 0);
  if (alarmed.length === 0) return;
  const raised = [...new Set(alarmed.flatMap(({alarms}) => alarms))];
  const names = alarmed.map(({name}) => name).join(', ');
  throw new OpsError(
    'E_UNHEALTHY',
    `all run, but ${names} raise${alarmed.length === 1 ? 's' : ''} the alarm ${raised.join(', ')}`,
    {
      hints: ['etcdops status', ...raised.flatMap(alarm => ALARM_HINTS[alarm] ?? [])],
    },
  );
}

/** Members that were started when too few ran to wait for: they have data of the cluster by now, which they can lose. */
async function startedBefore(context: RunContext, names: readonly string[]): Promise<string[]> {
  const {adapters, loaded} = await context.cluster();
  const others = membersOf(loaded.spec).filter(({name}) => !names.includes(name));
  const launches = others.map(node => launchOf(loaded.spec, node, loaded));
  const running = launches.length === 0 ? [] : await adapters.host.find(launches);
  const hasData = await Promise.all(launches.map(launch => hasWal(adapters, launch)));
  return others.filter((_, index) => running[index] !== undefined && hasData[index]).map(({name}) => name);
}

/**
 * Members that run by the client URLs that the spec had before somebody edited it: no wait brings them to the new ones.
 * Nobody is asked where the spec has those with which they were made.
 */
async function assertAnswerThere(
  members: readonly SightedNode[],
  {nodes: made}: ClusterState,
): Promise<void> {
  const {adapters, loaded} = members[0]!.cluster;
  const isEdited = ({node}: SightedNode): boolean => clientUrlsOf(loaded.spec, node, made).length > 1;
  if (!members.some(isEdited)) return;
  const observed = await observeNodes(adapters, loaded.spec, loaded.folder);
  const off = observed.flatMap(node => {
    // Who keeps to itself who it is may be another one.
    const words = node.status === undefined ? undefined : notAsInSpec(node);
    return words === undefined ? [] : [`${node.name} ${words}`];
  });
  if (off.length === 0) return;
  throw new OpsError('E_UNHEALTHY', off.join('; '), {
    hints: [AGREE_HINT],
  });
}

/** Asks every member at the same time until all are healthy, proves that they are one cluster, and records its id. */
export const verifyStarted: Binder<'verify-started'> = (context, {members: names, nodes, isFirstStart}) => {
  // As they were before the run waits for them.
  const look = once(() => Promise.all(names.map(name => sight(context, name))));
  const changes = nodes.map(node => ({put: node}));
  const isRecorded = (known: Parameters<typeof isChanged>[0] | undefined): boolean =>
    // Of a run that is not resumed, who planned it does that.
    context.seen !== undefined || isChanged(known ?? [], changes);
  return {
    async check() {
      const members = await look();
      const {adapters, loaded} = members[0]!.cluster;
      const {clusterId, nodes: known} = await readState(adapters, context.folder);
      const isDown = members.some(({running}) => running === undefined);
      if (clusterId === undefined || isDown || !isRecorded(known)) return 'todo';
      const observed = await observeNodes(adapters, loaded.spec, loaded.folder);
      const {cluster} = judgeCluster(loaded.spec.cluster, clusterId, observed);
      return cluster.health === 'healthy' ? 'done' : 'todo';
    },
    async run() {
      const members = await look();
      const {adapters, loaded} = members[0]!.cluster;
      const state = await readState(adapters, context.folder);
      const expectedId =
        state.clusterId ?? (isFirstStart === true ? predictedClusterId(loaded.spec) : undefined);
      await assertAnswerThere(members, state);
      const statuses = await Promise.all(members.map(member => waitOrRevive(member, expectedId)));
      const found = new Set(statuses.map(({clusterId}) => clusterId));
      const clusterId = expectedId ?? [...found][0]!;
      assertOneCluster(found, clusterId);
      const known = [...names, ...(await startedBefore(context, names))];
      await writeState(adapters, context.folder, {
        ...state,
        clusterId,
        firstHealthyAt: state.firstHealthyAt ?? adapters.clock.now().toISOString(),
        members: [...new Set([...(state.members ?? []), ...known])],
        nodes: changeNodes(state.nodes ?? [], changes),
      });
      assertNoAlarms(names.map((name, index) => ({name, alarms: statuses[index]!.alarms})));
    },
  };
};
