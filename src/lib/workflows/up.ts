import {join} from 'node:path';

import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {judgeCluster} from '../domain/cluster/judge.js';
import {predictIds} from '../domain/config/cluster-id.js';
import {membersOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';
import type {RunReport, Step} from '../engine/step.js';
import {OpsError} from '../errors/ops-error.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {readState, writeState} from '../queries/cluster-state.js';
import {launchOf} from '../queries/node-launch.js';
import {observeNodes} from '../queries/observe-cluster.js';
import {portProblems} from '../queries/port-problems.js';
import {renderArtifacts} from '../queries/render-artifacts.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
import {newRunId, runSteps, type ClusterContext, type RunOptions} from './cluster-run.js';
import {assertOneCluster, assertRecordedCluster} from './cluster-identity.js';
import {assertOnThisMachine} from './local-nodes.js';
import {pollUntil, waitHealthy} from './wait-healthy.js';

/** A member of this machine with what was found of it before anything is done. */
export interface LocalMember {
  readonly node: SpecNode;
  readonly launch: NodeLaunch;
  readonly running: RunningNode | undefined;
  /** It has a write-ahead log: etcd ignores every bootstrap setting from then on. */
  readonly hasData: boolean;
}

export interface UpResult {
  readonly run: RunReport;
  readonly cluster: {readonly name: string; readonly id: string | null};
}

async function observeMembers(
  context: ClusterContext,
  nodes: readonly SpecNode[],
  binDir: string,
): Promise<LocalMember[]> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  const launches = nodes.map(node => launchOf(spec, node, {folder, binDir}));
  const running = await adapters.host.find(launches);
  return Promise.all(
    launches.map(async (launch, index) => ({
      node: nodes[index]!,
      launch,
      running: running[index],
      hasData: await hasWal(context, walFolder(nodes[index]!, launch)),
    })),
  );
}

/** As etcd itself decides whether a member is new: an empty folder is no write-ahead log. */
async function hasWal({adapters}: ClusterContext, folder: string): Promise<boolean> {
  return (await adapters.files.list(folder)).some(name => name.endsWith('.wal'));
}

function walFolder(node: SpecNode, launch: NodeLaunch): string {
  if (node.walDir === undefined) return join(launch.dataDir, 'member', 'wal');
  return node.walDir.startsWith('/') ? node.walDir : join(launch.folder, node.walDir);
}

/** A member that was part of a healthy cluster and comes back empty breaks what it has promised: never start it. */
function assertNoDataLost(members: readonly LocalMember[], clusterId: string | undefined): void {
  const lost = members.filter(({running, hasData}) => running === undefined && !hasData);
  if (clusterId === undefined || lost.length === 0) return;
  throw new OpsError(
    'E_DATA_LOST',
    `${lost.map(({launch}) => `${launch.name} has no data in ${launch.dataDir}`).join('; ')}, but it belongs to cluster ${clusterId}`,
    {
      hints: [
        'put the data directory back where it was',
        'if all data is gone for good: etcdops down --purge, then etcdops up begins a new cluster',
      ],
    },
  );
}

async function assertPortsFree({adapters}: ClusterContext, members: readonly LocalMember[]): Promise<void> {
  const idle = members.filter(({running}) => running === undefined).map(({node}) => node);
  const found = await portProblems(adapters, idle);
  if (found.length === 0) return;
  throw new OpsError('E_PREFLIGHT', found.join('\n  '), {hints: ['ss -ltnp shows which process has a port']});
}

/** Config files that are missing are written; those that differ are the user's to decide about. */
async function ensureConfigFiles(
  {adapters, loaded}: ClusterContext,
  members: readonly LocalMember[],
): Promise<void> {
  const files = await renderArtifacts(adapters, {...loaded, formats: ['config']});
  const wanted = new Set(members.map(({launch}) => launch.configFile));
  for (const {path, text, mode} of files) {
    const absolute = join(loaded.folder, path);
    if (!wanted.has(absolute)) continue;
    const found = await adapters.files.readText(absolute);
    if (found === text) continue;
    if (found !== undefined) {
      adapters.progress.warn(`${path} differs from the spec; etcdops render --check shows how`);
      continue;
    }
    await adapters.files.ensureDir(join(absolute, '..'));
    await adapters.files.writeAtomic(absolute, text, {mode});
  }
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

/** The id that a cluster not started before will have; one that runs already has told its own. */
function expectedClusterId({loaded}: ClusterContext): string {
  const {spec} = loaded;
  return predictIds(
    membersOf(spec).map(member => [peerUrlOf(spec, member)!]),
    spec.token,
  ).clusterId;
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
    title:
      members.length === 1
        ? `${members[0]!.launch.name} is healthy`
        : `all ${members.length} members are healthy`,
    doing: 'waiting until all are healthy',
    check: async () => {
      if (recordedId === undefined || members.some(({running}) => running === undefined)) return 'todo';
      const observed = await observeNodes(adapters, loaded.spec, loaded.folder);
      return judgeCluster(loaded.spec.cluster, recordedId, observed).cluster.health === 'healthy'
        ? 'done'
        : 'todo';
    },
    async run() {
      const statuses = await Promise.all(
        members.map(({node, launch}) => waitHealthy(adapters, {spec: loaded.spec, node, launch})),
      );
      const fresh = members.every(({hasData}) => !hasData);
      const found = new Set(statuses.map(({clusterId}) => clusterId));
      const expected = recordedId ?? (fresh ? expectedClusterId(context) : [...found][0]!);
      assertOneCluster(found, expected);
      if (recordedId !== undefined) return;
      const firstHealthyAt = adapters.clock.now().toISOString();
      await writeState(adapters, loaded.folder, {schemaVersion: 1, clusterId: expected, firstHealthyAt});
    },
  };
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
  assertNoDataLost(members, state.clusterId);
  const running = members.filter(member => member.running !== undefined).map(({node}) => node);
  await assertRecordedCluster(context, running, state.clusterId);
  if (!portsChecked) await assertPortsFree(context, members);
  if (!dryRun) await ensureConfigFiles(context, members);
  const steps = members.map((member, index) => startStep(context, member, index === members.length - 1));
  const run = await runSteps(adapters, [...steps, healthStep(context, members, state.clusterId)], {
    runId: newRunId(adapters),
    workflow: 'up',
    dryRun,
  });
  const {clusterId = null} = await readState(adapters, folder);
  return {run, cluster: {name: spec.cluster, id: clusterId}};
}
