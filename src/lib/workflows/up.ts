import type {MemberStatus} from '../adapters/etcd-api/parse.js';
import {judgeCluster} from '../domain/cluster/judge.js';
import {quorumOf} from '../domain/cluster/quorum.js';
import {OpsError} from '../errors/ops-error.js';
import {clientUrlOf, votersOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {changeNodes} from '../domain/spec/spec-change.js';
import type {RunReport, Step} from '../engine/step.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {readState, writeState, type ClusterState} from '../queries/cluster-state.js';
import {predictedClusterId} from '../queries/member-data.js';
import {launchOf} from '../queries/node-launch.js';
import {observeNodes} from '../queries/observe-cluster.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
import {newRunId, runSteps, type ClusterContext, type RunOptions} from './cluster-run.js';
import {assertOneCluster} from './cluster-identity.js';
import {assertOnThisMachine, withoutRemoteProxies} from './local-nodes.js';
import {assertStartable, ensureConfigFiles, observeNodesHere, type LocalNode} from './preflight.js';
import {startProxySteps} from './proxy-steps.js';
import {recordNodes} from './record-nodes.js';
import {startMemberSteps} from './start-members.js';
import {waitHealthy} from './wait-healthy.js';

export interface UpResult {
  readonly run: RunReport;
  readonly cluster: {readonly name: string; readonly id: string | null};
}

/**
 * A member that was found running may have been on its way out: told to stop by an etcdops that was killed. Its end
 * is then not a failure but the state that `up` is there for.
 */
async function waitOrRevive(
  {adapters, loaded}: ClusterContext,
  {node, launch, running}: LocalNode,
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

/** What is true once the last step is done. */
export function healthTitle(members: readonly {readonly name: string}[]): string {
  return members.length === 1
    ? `${members[0]!.name} is healthy`
    : `all ${members.length} members are healthy`;
}

/** Asks every member at the same time until all are healthy, proves that they are one cluster, and records its id. */
function healthStep(
  context: ClusterContext,
  members: readonly LocalNode[],
  {state, started}: {state: ClusterState; started: readonly SpecNode[]},
): Step {
  const {adapters, loaded} = context;
  const recordedId = state.clusterId;
  return {
    id: 'verify-health',
    title: healthTitle(members.map(({node}) => node)),
    doing: 'waiting until all are healthy',
    check: async () => {
      if (recordedId === undefined || members.some(({running}) => running === undefined)) return 'todo';
      const observed = await observeNodes(adapters, loaded.spec, loaded.folder);
      return judgeCluster(loaded.spec.cluster, recordedId, observed).cluster.health === 'healthy'
        ? 'done'
        : 'todo';
    },
    async run() {
      const isFirstStart = members.every(({hasData}) => !hasData);
      const expectedId = recordedId ?? (isFirstStart ? predictedClusterId(loaded.spec) : undefined);
      const statuses = await Promise.all(members.map(member => waitOrRevive(context, member, expectedId)));
      const found = new Set(statuses.map(({clusterId}) => clusterId));
      const clusterId = expectedId ?? [...found][0]!;
      assertOneCluster(found, clusterId);
      const firstHealthyAt = state.firstHealthyAt ?? adapters.clock.now().toISOString();
      const known = [...new Set([...(state.members ?? []), ...members.map(({node}) => node.name)])];
      await writeState(adapters, loaded.folder, {
        schemaVersion: 1,
        clusterId,
        firstHealthyAt,
        members: known,
        nodes: changeNodes(
          state.nodes ?? [],
          started.map(node => ({put: node})),
        ),
      });
      assertNoAlarms(members.map(({node}, index) => ({name: node.name, alarms: statuses[index]!.alarms})));
    },
  };
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

/** How long a member on another machine may take to say that it runs. */
const ANSWER_MS = 1000;

async function countRunning({adapters, loaded}: ClusterContext, nodes: readonly SpecNode[]): Promise<number> {
  const processes = await adapters.host.find(nodes.map(node => launchOf(loaded.spec, node, loaded)));
  const options = {timeoutMs: ANSWER_MS, signal: adapters.signal};
  const running = await Promise.all(
    nodes.map(async (node, index) => {
      if (processes[index] !== undefined) return true;
      return adapters.etcdApi.status(clientUrlOf(loaded.spec, node), options).then(
        () => true,
        () => false,
      );
    }),
  );
  return running.filter(Boolean).length;
}

/** Whether enough members will run to agree on anything; else waiting for their health would be waiting in vain. */
async function canHaveQuorum(context: ClusterContext, started: readonly LocalNode[]): Promise<boolean> {
  const all = votersOf(context.loaded.spec);
  const needed = quorumOf(all.length);
  const others = all.filter(({name}) => !started.some(({node}) => node.name === name));
  const startedVoters = all.length - others.length;
  if (startedVoters >= needed) return true;
  const count = startedVoters + (await countRunning(context, others));
  if (count >= needed) return true;
  context.adapters.progress.warn(
    `only ${count} of ${all.length} members run then, and a quorum needs ${needed}: start the others too`,
  );
  return false;
}

export interface UpOptions extends RunOptions {
  /** Names of the nodes to start; all of them where empty. */
  readonly only?: readonly string[];
  readonly bin?: EtcdBinDir;
  /** The caller has just seen that the ports are free, and written the files. */
  readonly justPlaced?: boolean;
}

/**
 * Starts the nodes that do not run: the members, and once all of them are healthy the proxies. What runs already stays
 * as it is; the lock is the caller's.
 */
export async function runUp(
  context: ClusterContext,
  {dryRun, only = [], bin, justPlaced = false}: UpOptions,
): Promise<UpResult> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  const named = only.length > 0;
  const chosen = spec.nodes.filter(({name}) => !named || only.includes(name));
  const nodes = withoutRemoteProxies(context, chosen, {verb: 'start', named});
  assertOnThisMachine(context, nodes, 'start');
  const {dir} = bin ?? (await resolveEtcd(adapters, spec));
  const [state, found] = await Promise.all([
    readState(adapters, folder),
    observeNodesHere(context, nodes, dir),
  ]);
  await assertStartable(context, found, {state, justPlaced});
  if (!dryRun && !justPlaced) await ensureConfigFiles(context, found);
  const members = found.filter(({node}) => node.role === 'member');
  const proxies = found.filter(({node}) => node.role !== 'member');
  const waits = members.length > 0 && (await canHaveQuorum(context, members));
  const steps = [
    ...startMemberSteps(context, members),
    ...(waits ? [healthStep(context, members, {state, started: nodes})] : []),
    ...startProxySteps(context, proxies),
  ];
  const run = await runSteps(adapters, steps, {runId: newRunId(adapters), workflow: 'up', dryRun});
  if (!dryRun)
    await recordNodes(
      context,
      nodes.map(node => ({put: node})),
    );
  const {clusterId = null} = await readState(adapters, folder);
  return {run, cluster: {name: spec.cluster, id: clusterId}};
}
