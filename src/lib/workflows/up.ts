import {judgeCluster} from '../domain/cluster/judge.js';
import {quorumOf} from '../domain/cluster/quorum.js';
import {membersOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {RunReport, Step} from '../engine/step.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {readState, writeState} from '../queries/cluster-state.js';
import {predictedClusterId} from '../queries/member-data.js';
import {launchOf} from '../queries/node-launch.js';
import {observeNodes} from '../queries/observe-cluster.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
import {newRunId, runSteps, type ClusterContext, type RunOptions} from './cluster-run.js';
import {assertOneCluster} from './cluster-identity.js';
import {assertOnThisMachine} from './local-nodes.js';
import {assertStartable, ensureConfigFiles, observeMembers, type LocalMember} from './member-preflight.js';
import {pollUntil, waitHealthy} from './wait-healthy.js';

export interface UpResult {
  readonly run: RunReport;
  readonly cluster: {readonly name: string; readonly id: string | null};
}

/** The next member starts when this one answers: each millisecond counts for every member of the cluster. */
const PEER_POLL_MS = 2;

/** A start of one member. A new one is begun only when the one before answers its peers: else they race each other. */
function startStep(context: ClusterContext, member: LocalMember, isLast: boolean): Step {
  const {adapters, loaded} = context;
  const {node, launch, hasData, running} = member;
  const peerUrl = peerUrlOf(loaded.spec, node);
  return {
    id: `start-etcd:${node.name}`,
    title: `start ${node.name}`,
    ...(hasData ? {lane: 'start-etcd'} : {}),
    check: () => Promise.resolve(running !== undefined && adapters.host.isRunning(running) ? 'done' : 'todo'),
    run: async () => void (await adapters.host.start(launch)),
    async verify() {
      if (hasData || isLast || peerUrl === undefined) return;
      const target = {spec: loaded.spec, node, launch};
      await pollUntil(adapters, target, {
        what: 'waiting for its peer port',
        pollMs: PEER_POLL_MS,
        attempt: async () => {
          if (
            !(await adapters.etcdApi.answersOnPeerPort(peerUrl, {timeoutMs: 1000, signal: adapters.signal}))
          ) {
            throw new Error('no answer');
          }
        },
      });
    },
  };
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
  members: readonly LocalMember[],
  recordedId: string | undefined,
): Step {
  const {adapters, loaded} = context;
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
      const statuses = await Promise.all(
        members.map(({node, launch}) => waitHealthy(adapters, {spec: loaded.spec, node, launch, expectedId})),
      );
      const found = new Set(statuses.map(({clusterId}) => clusterId));
      const clusterId = expectedId ?? [...found][0]!;
      assertOneCluster(found, clusterId);
      if (recordedId !== undefined) return;
      const firstHealthyAt = adapters.clock.now().toISOString();
      await writeState(adapters, loaded.folder, {schemaVersion: 1, clusterId, firstHealthyAt});
    },
  };
}

/** Whether enough members will run to agree on anything; else waiting for their health would be waiting in vain. */
async function canHaveQuorum(
  {adapters, loaded}: ClusterContext,
  started: readonly LocalMember[],
): Promise<boolean> {
  const all = membersOf(loaded.spec);
  const others = all.filter(({name}) => !started.some(({node}) => node.name === name));
  const running = await adapters.host.find(others.map(node => launchOf(loaded.spec, node, loaded)));
  const count = started.length + running.filter(process => process !== undefined).length;
  if (count >= quorumOf(all.length)) return true;
  adapters.progress.warn(
    `only ${count} of ${all.length} members run then, and a quorum needs ${quorumOf(all.length)}: etcdops up starts the others`,
  );
  return false;
}

function warnOfOthers({adapters, loaded}: ClusterContext): void {
  const others = loaded.spec.nodes.filter(({role}) => role !== 'member');
  if (others.length === 0) return;
  const names = others.map(({name}) => name).join(', ');
  adapters.progress.warn(
    `${names}: this release does not start proxies and gateways yet; their artifacts do`,
  );
}

export interface UpOptions extends RunOptions {
  /** Names of the members to start; all of them where empty. */
  readonly only?: readonly string[];
  readonly bin?: EtcdBinDir;
  /** The caller has just seen that the ports are free. */
  readonly portsChecked?: boolean;
}

/**
 * Starts the members that do not run and waits until all are healthy. What runs already stays as it is; the lock is
 * the caller's.
 */
export async function runUp(
  context: ClusterContext,
  {dryRun, only = [], bin, portsChecked = false}: UpOptions,
): Promise<UpResult> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  const nodes = membersOf(spec).filter(({name}) => only.length === 0 || only.includes(name));
  assertOnThisMachine(context, nodes, 'start');
  warnOfOthers(context);
  const {dir} = bin ?? (await resolveEtcd(adapters, spec));
  const [state, members] = await Promise.all([
    readState(adapters, folder),
    observeMembers(context, nodes, dir),
  ]);
  await assertStartable(context, members, {recordedId: state.clusterId, portsChecked});
  if (!dryRun) await ensureConfigFiles(context, members);
  const steps = members.map((member, index) => startStep(context, member, index === members.length - 1));
  const health = (await canHaveQuorum(context, members))
    ? [healthStep(context, members, state.clusterId)]
    : [];
  const run = await runSteps(adapters, [...steps, ...health], {
    runId: newRunId(adapters),
    workflow: 'up',
    dryRun,
  });
  const {clusterId = null} = await readState(adapters, folder);
  return {run, cluster: {name: spec.cluster, id: clusterId}};
}
