import type {Adapters} from '../adapters/adapters.js';
import type {RunningNode} from '../adapters/host/host.js';
import {judgeCluster, REFUSES, type ClusterStatus, type NodeObservation} from '../domain/cluster/judge.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {clientUrlOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {errorMessage, OpsError} from '../errors/ops-error.js';
import {readState} from './cluster-state.js';
import {idBeforeFirstStart} from './member-data.js';
import {launchOf} from './node-launch.js';
import {observeTls} from './pki/observe-tls.js';
import {tlsFailureOf} from './pki/tls-reason.js';

/** Of every call, all made at the same time: the whole answer comes within 3 s whatever is dead. */
const CALL_TIMEOUT_MS = 2000;

export type Observer = Pick<
  Adapters,
  'clock' | 'etcdApi' | 'factOfFile' | 'files' | 'forge' | 'host' | 'signal'
>;

/** Readable words for the errors of a connection. */
function reason(error: unknown): string {
  const message = errorMessage(error);
  const tls = tlsFailureOf(error);
  if (tls !== undefined) return `${tls.why} (etcdops tls verify)`;
  if (message.includes('ECONNREFUSED')) return REFUSES;
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return 'its host name cannot be resolved';
  if (message.includes('ETIMEOUT'))
    return 'its host name cannot be resolved: the name server does not answer';
  return message;
}

type Answers = Pick<NodeObservation, 'status' | 'quorumConfirmed' | 'error'>;

/** Between two attempts: an election is decided in about a second. */
const RETRY_MS = 100;

/** A linearizable read, tried again while the time lasts: in the middle of an election the first answer is a refusal. */
async function confirmQuorum({clock, etcdApi, signal}: Observer, clientUrl: string): Promise<void> {
  const deadline = clock.monotonicMs() + CALL_TIMEOUT_MS;
  for (;;) {
    try {
      return await etcdApi.confirmQuorum(clientUrl, {timeoutMs: deadline - clock.monotonicMs(), signal});
    } catch (error) {
      const refusedByEtcd = error instanceof OpsError && error.code === 'E_UNREACHABLE';
      if (!refusedByEtcd || clock.monotonicMs() + RETRY_MS >= deadline) throw error;
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
  const [status, quorum] = await Promise.allSettled([
    etcdApi.status(clientUrl, options),
    confirmQuorum(observer, clientUrl),
  ]);
  if (status.status === 'rejected') return {quorumConfirmed: false, error: reason(status.reason)};
  if (quorum.status === 'rejected') {
    const error = `no linearizable read: ${reason(quorum.reason)}`;
    return {status: status.value, quorumConfirmed: false, error};
  }
  if (clock.monotonicMs() - startedAt < SETTLED_MS) return {status: status.value, quorumConfirmed: true};
  const settled = await etcdApi.status(clientUrl, {timeoutMs: SETTLED_MS, signal}).catch(() => status.value);
  return {status: settled, quorumConfirmed: true};
}

/** Proxies have no state of their own: whether they run is all that is asked of them here. */
function askProxy(running: RunningNode | undefined): Answers {
  return running === undefined ? {quorumConfirmed: false, error: 'is not running'} : {quorumConfirmed: false};
}

export async function observeNodes(
  observer: Observer,
  spec: ClusterSpec,
  folder: string,
): Promise<NodeObservation[]> {
  const own = observer.host.ownAddresses();
  const launches = spec.nodes.map(node => launchOf(spec, node, {folder}));
  const observe = async (
    node: SpecNode,
    running: Promise<(RunningNode | undefined)[]>,
    index: number,
  ): Promise<NodeObservation> => {
    const clientUrl = clientUrlOf(spec, node);
    const peerUrl = peerUrlOf(spec, node);
    const answers =
      node.role === 'member' ? await askMember(observer, clientUrl) : askProxy((await running)[index]);
    const process = (await running)[index];
    return {
      name: node.name,
      role: node.role,
      host: node.host,
      onThisMachine: isOnThisMachine(node, own),
      clientUrl,
      ...(peerUrl === undefined ? {} : {peerUrl}),
      ...(process === undefined ? {} : {process: {pid: process.identity.pid, managedBy: process.managedBy}}),
      ...answers,
    };
  };
  const running = observer.host.find(launches);
  // Whoever awaits it sees a failure; until then nobody does, and Node would take it for unhandled.
  running.catch(() => undefined);
  const observed = await Promise.all(spec.nodes.map((node, index) => observe(node, running, index)));
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
