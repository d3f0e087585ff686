import type {Adapters} from '../adapters/adapters.js';
import {judgeCluster, type ClusterStatus, type NodeObservation} from '../domain/cluster/judge.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {clientUrlOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import {readState} from './cluster-state.js';
import {connectionReason} from './connection-reason.js';
import {idBeforeFirstStart} from './member-data.js';
import {launchOf} from './node-launch.js';
import {observeTls} from './pki/observe-tls.js';
import {observeProxy, type ProxyTarget} from './proxies/observe-proxy.js';

/** Of every call, all made at the same time: the whole answer comes within 3 s whatever is dead. */
const CALL_TIMEOUT_MS = 2000;

export type Observer = Pick<
  Adapters,
  'clock' | 'etcdApi' | 'factOfFile' | 'files' | 'forge' | 'host' | 'signal'
>;

type Answers = Pick<NodeObservation, 'status' | 'quorumConfirmed' | 'error'>;

/** Between two attempts: an election is decided in about a second. */
const RETRY_MS = 100;

/**
 * A linearizable read, tried again while the time lasts: in the middle of an election the first answer is a refusal. A
 * learner refuses for good.
 */
async function confirmQuorum(
  {clock, etcdApi, signal}: Observer,
  clientUrl: string,
  isLearner: () => Promise<boolean>,
): Promise<void> {
  const deadline = clock.monotonicMs() + CALL_TIMEOUT_MS;
  for (;;) {
    try {
      return await etcdApi.confirmQuorum(clientUrl, {timeoutMs: deadline - clock.monotonicMs(), signal});
    } catch (error) {
      const refusedByEtcd = error instanceof OpsError && error.code === 'E_UNREACHABLE';
      if (!refusedByEtcd || (await isLearner())) throw error;
      if (clock.monotonicMs() + RETRY_MS >= deadline) throw error;
    }
    await clock.sleep(RETRY_MS, signal);
  }
}

/** A read that took longer than this waited for an election: what the member said of its leader before is old. */
const SETTLED_MS = 200;

async function askMember(observer: Observer, clientUrl: string): Promise<Answers> {
  const {clock, etcdApi, signal} = observer;
  const options = {timeoutMs: CALL_TIMEOUT_MS, signal};
  const startedAt = clock.monotonicMs();
  const answer = etcdApi.status(clientUrl, options);
  const isLearner = answer.then(
    found => found.isLearner,
    () => false,
  );
  const [status, quorum] = await Promise.allSettled([
    answer,
    confirmQuorum(observer, clientUrl, () => isLearner),
  ]);
  if (status.status === 'rejected') return {quorumConfirmed: false, error: connectionReason(status.reason)};
  if (quorum.status === 'rejected') {
    const error = `no linearizable read: ${connectionReason(quorum.reason)}`;
    return {status: status.value, quorumConfirmed: false, error};
  }
  if (clock.monotonicMs() - startedAt < SETTLED_MS) return {status: status.value, quorumConfirmed: true};
  const settled = await etcdApi.status(clientUrl, {timeoutMs: SETTLED_MS, signal}).catch(() => status.value);
  return {status: settled, quorumConfirmed: true};
}

type Asked = Omit<NodeObservation, 'name' | 'role' | 'host' | 'clientUrl' | 'peerUrl' | 'onThisMachine'>;

/** The membership as this member knows it: who votes, and what proxies are compared with. */
async function askMemberList(
  {etcdApi, signal}: Observer,
  clientUrl: string,
): Promise<Pick<NodeObservation, 'memberList'>> {
  const options = {timeoutMs: CALL_TIMEOUT_MS, signal};
  // Why a member does not answer is what the other questions to it tell.
  const memberList = await etcdApi.memberList(clientUrl, options).catch(() => undefined);
  return memberList === undefined ? {} : {memberList: memberList.members};
}

async function askNode(
  observer: Observer,
  spec: ClusterSpec,
  {node, launch, running}: Pick<ProxyTarget, 'node' | 'launch' | 'running'>,
): Promise<Asked> {
  if (node.role !== 'member') {
    const target = {spec, node, launch, running, timeoutMs: CALL_TIMEOUT_MS};
    return {quorumConfirmed: false, proxy: await observeProxy(observer, target)};
  }
  const clientUrl = clientUrlOf(spec, node);
  const [answers, list] = await Promise.all([
    askMember(observer, clientUrl),
    askMemberList(observer, clientUrl),
  ]);
  return {...answers, ...list};
}

export async function observeNodes(
  observer: Observer,
  spec: ClusterSpec,
  folder: string,
): Promise<NodeObservation[]> {
  const own = observer.host.ownAddresses();
  const launches = spec.nodes.map(node => launchOf(spec, node, {folder}));
  const found = observer.host.find(launches);
  const observe = async (node: SpecNode, index: number): Promise<NodeObservation> => {
    const peerUrl = peerUrlOf(spec, node);
    const running = found.then(processes => processes[index]);
    // Whoever awaits it sees a failure; until then nobody does, and Node would take it for unhandled.
    running.catch(() => undefined);
    const asked = await askNode(observer, spec, {node, launch: launches[index]!, running});
    const process = await running;
    return {
      name: node.name,
      role: node.role,
      host: node.host,
      onThisMachine: isOnThisMachine(node, own),
      ...(node.learner === true ? {learner: true} : {}),
      clientUrl: clientUrlOf(spec, node),
      ...(peerUrl === undefined ? {} : {peerUrl}),
      ...(process === undefined ? {} : {process: {pid: process.identity.pid, managedBy: process.managedBy}}),
      ...asked,
    };
  };
  const observed = await Promise.all(spec.nodes.map(observe));
  // Calls that were cut short look like members that do not answer; no judgement may rest on them.
  observer.signal.throwIfAborted();
  return observed;
}

/** The state of every node, dead ones included. Read-only. */
export async function clusterStatus(
  observer: Observer,
  spec: ClusterSpec,
  folder: string,
): Promise<ClusterStatus> {
  const [state, nodes, tls] = await Promise.all([
    readState(observer, folder),
    observeNodes(observer, spec, folder),
    observeTls(observer, {spec, folder}),
  ]);
  const withTls = (status: ClusterStatus): ClusterStatus => (tls === undefined ? status : {...status, tls});
  if (state.clusterId !== undefined) return withTls(judgeCluster(spec.cluster, state.clusterId, nodes));
  const predictedId = await idBeforeFirstStart(observer, spec, folder);
  const status = withTls(judgeCluster(spec.cluster, predictedId, nodes));
  // What nobody answered with is a prediction still, not an id.
  const isSeen = nodes.some(node => node.status?.clusterId === status.cluster.id);
  return isSeen ? status : {...status, cluster: {...status.cluster, id: null}};
}
