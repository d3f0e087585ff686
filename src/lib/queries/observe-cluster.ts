import type {Adapters} from '../adapters/adapters.js';
import type {RunningNode} from '../adapters/host/host.js';
import {judgeCluster, type ClusterStatus, type NodeObservation} from '../domain/cluster/judge.js';
import {clientUrlOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {errorMessage} from '../errors/ops-error.js';
import {readState} from './cluster-state.js';
import {launchOf} from './node-launch.js';

/** With two calls one after the other at most, an answer comes within 3 s whatever is dead. */
const CALL_TIMEOUT_MS = 2000;

export type Observer = Pick<Adapters, 'etcdApi' | 'files' | 'host' | 'signal'>;

/** Readable words for the errors of a connection. */
function reason(error: unknown): string {
  const message = errorMessage(error);
  if (message.includes('ECONNREFUSED')) return 'refuses connections';
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return 'its host name cannot be resolved';
  return message;
}

type Answers = Pick<NodeObservation, 'status' | 'quorumConfirmed' | 'error'>;

async function askMember({etcdApi, signal}: Observer, clientUrl: string): Promise<Answers> {
  const options = {timeoutMs: CALL_TIMEOUT_MS, signal};
  const [status, quorum] = await Promise.allSettled([
    etcdApi.status(clientUrl, options),
    etcdApi.confirmQuorum(clientUrl, options),
  ]);
  if (status.status === 'rejected') return {quorumConfirmed: false, error: reason(status.reason)};
  if (quorum.status === 'rejected') {
    return {status: status.value, quorumConfirmed: false, error: `no linearizable read: ${reason(quorum.reason)}`};
  }
  return {status: status.value, quorumConfirmed: true};
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
  const launches = spec.nodes.map(node => launchOf(spec, node, {folder}));
  const observe = async (node: SpecNode, running: Promise<(RunningNode | undefined)[]>, index: number): Promise<NodeObservation> => {
    const clientUrl = clientUrlOf(spec, node);
    const peerUrl = peerUrlOf(spec, node);
    const answers = node.role === 'member' ? await askMember(observer, clientUrl) : askProxy((await running)[index]);
    const process = (await running)[index];
    return {
      name: node.name,
      role: node.role,
      clientUrl,
      ...(peerUrl === undefined ? {} : {peerUrl}),
      ...(process === undefined ? {} : {process: {pid: process.identity.pid, managedBy: process.managedBy}}),
      ...answers,
    };
  };
  const running = observer.host.find(launches);
  return Promise.all(spec.nodes.map((node, index) => observe(node, running, index)));
}

/** The state of every node, dead ones included. Read-only. */
export async function clusterStatus(observer: Observer, spec: ClusterSpec, folder: string): Promise<ClusterStatus> {
  const [state, nodes] = await Promise.all([readState(observer, folder), observeNodes(observer, spec, folder)]);
  return judgeCluster(spec.cluster, state.clusterId, nodes);
}
