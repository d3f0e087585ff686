import {isOnThisMachine} from '../../domain/nodes/locality.js';
import {
  hasDrift,
  takesList,
  targetsOf,
  type EndpointDrift,
  type LiveMember,
  type ProxyTargets,
} from '../../domain/proxies/endpoints.js';
import {driftOf, inStep} from '../../domain/proxies/sync.js';
import {withNode} from '../../domain/spec/node-edits.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {readLiveMembers} from '../../queries/live-members.js';
import {launchOf} from '../../queries/node-launch.js';
import {observeProxy} from '../../queries/proxies/observe-proxy.js';
import type {ChangedFile} from '../artifact-changes.js';
import type {SpecContext} from '../cluster-run.js';
import type {LocalNode} from '../observe-nodes.js';
import {endpointFiles} from './endpoint-files.js';
import {isStoppedToRestart} from './restart-note.js';

/** A gateway or gRPC proxy beside the members that there are, as both are now. */
export interface ProxySight {
  readonly context: SpecContext;
  readonly proxy: LocalNode;
  readonly isHere: boolean;
  /** The spec as it is to be; undefined where it is so. */
  readonly newSpec: ClusterSpec | undefined;
  /** Those that name other endpoints than they should. */
  readonly files: readonly ChangedFile[];
  /** What its process, or the spec where none is seen, has otherwise than the members. */
  readonly drift: EndpointDrift;
  /** Its process goes by other endpoints than those of the members. */
  readonly isBehind: boolean;
  /** It was stopped to be started anew, by a run that was killed before it did. */
  readonly isInterrupted: boolean;
}

/** Undefined where nothing of it runs here, or the machine does not tell. */
function targetsOfProcess(
  {adapters: {host}}: SpecContext,
  running: LocalNode['running'],
): ProxyTargets | undefined {
  const commandLine = running === undefined ? [] : host.commandLine(running);
  return commandLine.length === 0 ? undefined : targetsOf(commandLine);
}

async function compareProxy(
  context: SpecContext,
  node: SpecNode,
  members: readonly LiveMember[],
): Promise<ProxySight> {
  const {adapters, loaded} = context;
  const wanted = inStep(loaded.spec, node, members);
  const newSpec = wanted === node ? undefined : withNode(loaded.spec, wanted);
  const after = newSpec ?? loaded.spec;
  const launch = launchOf(after, wanted, loaded);
  const isHere = isOnThisMachine(loaded.spec, node, adapters.host.ownAddresses());
  const [running] = isHere ? await adapters.host.find([launch]) : [];
  const targets = targetsOfProcess(context, running);
  const drift = driftOf(targets ?? targetsOf(launchOf(loaded.spec, node, loaded).args), members);
  return {
    context,
    proxy: {node: wanted, launch, running, hasData: false},
    isHere,
    newSpec,
    files: await endpointFiles(context, after, node),
    drift,
    isBehind: targets !== undefined && hasDrift(drift),
    isInterrupted: isHere && running === undefined && (await isStoppedToRestart(adapters, launch)),
  };
}

/**
 * All gateways and gRPC proxies of the spec, or the one among them that has the name. Throws E_UNHEALTHY where nobody
 * tells who the members are.
 */
export async function lookAtProxies(context: SpecContext, name?: string): Promise<ProxySight[]> {
  const {adapters, loaded} = context;
  const proxies = loaded.spec.nodes.filter(
    node => takesList(node) && (name === undefined || node.name === name),
  );
  if (proxies.length === 0) return [];
  const members = await readLiveMembers(adapters, loaded);
  return Promise.all(proxies.map(node => compareProxy(context, node, members)));
}

/** How long it may take to say that it serves, before it counts as one that does not. */
const ANSWER_MS = 2000;

/** What etcdops does not run is not for it to wait for. */
export function isOurs({proxy: {running}}: ProxySight): boolean {
  return running?.managedBy === 'etcdops';
}

async function serves({context: {adapters, loaded}, proxy}: ProxySight): Promise<boolean> {
  const {node, launch, running} = proxy;
  const target = {spec: loaded.spec, node, launch, running: Promise.resolve(running), timeoutMs: ANSWER_MS};
  return (await observeProxy(adapters, target)).error === undefined;
}

/** Spec and files name the members; a file that somebody changed stays as it is. */
export function isWritten({newSpec, files}: ProxySight): boolean {
  return newSpec === undefined && files.every(({isByHand}) => isByHand);
}

export function hasToDo(sight: ProxySight): boolean {
  return !isWritten(sight) || sight.isBehind || sight.isInterrupted;
}

/** One that serves nobody yet was restarted a moment ago, by a run that was killed: the next one waits for it. */
export async function isInStep(sight: ProxySight): Promise<boolean> {
  return !hasToDo(sight) && (!isOurs(sight) || serves(sight));
}
