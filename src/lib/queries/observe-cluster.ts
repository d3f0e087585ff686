import type {Adapters} from '../adapters/adapters.js';
import type {RunningNode} from '../adapters/host/host.js';
import {judgeCluster, type ClusterStatus} from '../domain/cluster/judge.js';
import type {NodeObservation} from '../domain/cluster/observation.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {clientUrlsOf} from '../domain/nodes/client-urls.js';
import {clientUrlOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import {printable} from '../domain/text/printable.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {askMember, CALL_TIMEOUT_MS, type Answers} from './ask-member.js';
import {findLeftOver, runsUnderWay, type RecordedRun} from './run-journals.js';
import {readState, type ClusterState} from './cluster-state.js';
import {idBeforeFirstStart} from './member-data.js';
import {launchOf} from './node-launch.js';
import {observeTls} from './pki/observe-tls.js';
import {observeProxy, type ProxyTarget} from './proxies/observe-proxy.js';

export type Observer = Pick<
  Adapters,
  'clock' | 'etcdApi' | 'factOfFile' | 'files' | 'forge' | 'host' | 'lockHolder' | 'signal'
>;

type Asked = Omit<NodeObservation, 'name' | 'role' | 'host' | 'peerUrl' | 'onThisMachine'>;

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

const ALARM = /^ALARM (\w+)/;

/** Of a member that tells who is no user nothing of itself, as those of 3.7: `/health` names an alarm to anybody. */
async function alarmsToldToAnybody({etcdApi, signal}: Observer, clientUrl: string): Promise<string[]> {
  const options = {timeoutMs: CALL_TIMEOUT_MS, signal};
  const health = await etcdApi.proxy.grpcHealth(clientUrl, options).catch(() => undefined);
  const [, alarm] = ALARM.exec(health?.reason ?? '') ?? [];
  return alarm === undefined ? [] : [alarm];
}

/** What a member of a cluster with users tells others. */
async function askAsNobody(
  observer: Observer,
  clientUrl: string,
  {status, error, agreedForUsers}: Answers,
): Promise<Omit<Asked, 'clientUrl'>> {
  const alarms = status === undefined ? await alarmsToldToAnybody(observer, clientUrl) : [];
  return {
    needsUser: true,
    ...(status === undefined ? {} : {status}),
    ...(alarms.length === 0 ? {} : {toldAlarms: alarms}),
    quorumConfirmed: agreedForUsers === true,
    ...(agreedForUsers === true || error === undefined ? {} : {error}),
  };
}

/**
 * Who tells nothing of itself may be of any cluster; a process that etcdops has started on the data of the node is not.
 */
function withoutStrangers(asked: Asked, process: RunningNode | undefined): Asked {
  if (asked.needsUser === undefined || asked.status !== undefined) return asked;
  if (process?.managedBy === 'etcdops') return asked;
  return {...asked, quorumConfirmed: false, error: 'tells only users of which cluster it is'};
}

async function askAt(observer: Observer, clientUrl: string): Promise<Asked> {
  const [answers, list] = await Promise.all([
    askMember(observer, clientUrl),
    askMemberList(observer, clientUrl),
  ]);
  const {refusal, agreedForUsers: _, ...plain} = answers;
  const told = refusal === 'auth' ? await askAsNobody(observer, clientUrl, answers) : plain;
  return {clientUrl, ...told, ...list};
}

/** What is remembered of the cluster. */
type Remembered = Pick<ClusterState, 'clusterId' | 'nodes'>;

type Known = Remembered & {readonly spec: ClusterSpec};

/** Another member of the cluster that answers in the place of the node, as far as anybody tells. */
function otherThan(
  node: SpecNode,
  {status, memberList}: Asked,
  {spec, clusterId}: Known,
): string | undefined {
  if (status?.clusterId !== clusterId) return undefined;
  const listed = memberList?.find(({id}) => id === status?.memberId);
  if (listed?.name === undefined || listed.name === '' || listed.name === node.name) return undefined;
  return listed.peerUrls.includes(peerUrlOf(spec, node) ?? '') ? undefined : listed.name;
}

/** At all URLs at once. Somebody else may answer by now where the spec has it, or had it before it was edited. */
async function askMemberNode(observer: Observer, cluster: Known, node: SpecNode): Promise<Asked> {
  const urls = clientUrlsOf(cluster.spec, node, cluster.nodes);
  const [inSpec, ...elsewhere] = await Promise.all(urls.map(url => askAt(observer, url)));
  const {clientUrl: specClientUrl, status, needsUser} = inSpec!;
  const other = otherThan(node, inSpec!, cluster);
  if (other === undefined && (status !== undefined || needsUser === true)) return inSpec!;
  const found = elsewhere.find(
    one =>
      one.needsUser === true ||
      (one.status !== undefined &&
        one.status.clusterId === cluster.clusterId &&
        otherThan(node, one, cluster) === undefined),
  );
  if (found !== undefined) return {...found, specClientUrl};
  if (other === undefined) return inSpec!;
  return {clientUrl: specClientUrl, quorumConfirmed: false, error: `${printable(other)} answers there`};
}

async function askNode(
  observer: Observer,
  cluster: Known,
  {node, launch, running}: Pick<ProxyTarget, 'node' | 'launch' | 'running'>,
): Promise<Asked> {
  if (node.role === 'member') return askMemberNode(observer, cluster, node);
  const target = {spec: cluster.spec, node, launch, running, timeoutMs: CALL_TIMEOUT_MS};
  const proxy = await observeProxy(observer, target);
  return {clientUrl: clientUrlOf(cluster.spec, node), quorumConfirmed: false, proxy};
}

export async function observeNodes(
  observer: Observer,
  spec: ClusterSpec,
  folder: string,
): Promise<NodeObservation[]> {
  const own = observer.host.ownAddresses();
  const remembered = await readState(observer, folder);
  const launches = spec.nodes.map(node => launchOf(spec, node, {folder}));
  const found = observer.host.find(launches);
  const observe = async (node: SpecNode, index: number): Promise<NodeObservation> => {
    const peerUrl = peerUrlOf(spec, node);
    const running = found.then(processes => processes[index]);
    // Whoever awaits it sees a failure; until then nobody does, and Node would take it for unhandled.
    running.catch(() => undefined);
    const asked = await askNode(observer, {...remembered, spec}, {node, launch: launches[index]!, running});
    const process = await running;
    return {
      name: node.name,
      role: node.role,
      host: node.host,
      onThisMachine: isOnThisMachine(spec, node, own),
      ...(node.learner === true ? {learner: true} : {}),
      ...(peerUrl === undefined ? {} : {peerUrl}),
      ...(process === undefined ? {} : {process: {pid: process.identity.pid, managedBy: process.managedBy}}),
      ...withoutStrangers(asked, process),
    };
  };
  const observed = await Promise.all(spec.nodes.map(observe));
  // Calls that were cut short look like members that do not answer; no judgement may rest on them.
  observer.signal.throwIfAborted();
  return observed;
}

/** A change that is not over comes before everything else. */
function withRun({next}: ClusterStatus, {run, isRunning}: LeftRun): Partial<ClusterStatus> {
  const {id, workflow} = run.journal.header;
  if (isRunning) return {unfinishedRun: {id, workflow, running: true}, next: ['etcdops status --watch']};
  const rest = next.slice(0, 1);
  if (run.state.aborting)
    return {unfinishedRun: {id, workflow, aborting: true}, next: ['etcdops run abort', ...rest]};
  return {unfinishedRun: {id, workflow}, next: ['etcdops run resume', ...rest]};
}

interface LeftRun {
  readonly run: RecordedRun;
  /** Another etcdops is at it. */
  readonly isRunning: boolean;
}

async function observeRun(observer: Observer, folder: string): Promise<LeftRun | undefined> {
  // First who is at it: a run that ends meanwhile is over by the time its journal is read.
  const isUnderWay = await runsUnderWay(observer, folder);
  const run = await findLeftOver(observer, folder);
  return run === undefined ? undefined : {run, isRunning: isUnderWay(run)};
}

/** The state of every node, dead ones included. Read-only. */
export async function clusterStatus(
  observer: Observer,
  spec: ClusterSpec,
  folder: string,
): Promise<ClusterStatus> {
  const [state, nodes, tls, unfinished] = await Promise.all([
    readState(observer, folder),
    observeNodes(observer, spec, folder),
    observeTls(observer, {spec, folder}),
    observeRun(observer, folder),
  ]);
  const withRest = (status: ClusterStatus): ClusterStatus => ({
    ...status,
    ...(tls === undefined ? {} : {tls}),
    ...(unfinished === undefined ? {} : withRun(status, unfinished)),
  });
  if (state.clusterId !== undefined) return withRest(judgeCluster(spec.cluster, state.clusterId, nodes));
  const predictedId = await idBeforeFirstStart(observer, spec, folder);
  const status = withRest(judgeCluster(spec.cluster, predictedId, nodes));
  // What nobody answered with is a prediction still, not an id.
  const isSeen = nodes.some(node => node.status?.clusterId === status.cluster.id);
  return isSeen ? status : {...status, cluster: {...status.cluster, id: null}};
}
