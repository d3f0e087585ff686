import {beginnersOf, discoveryOf, sizeOfSpec} from '../../domain/discovery/method.js';
import {joins} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import {ownServiceLaunch} from '../../queries/discovery/own-service.js';
import {launchOf} from '../../queries/node-launch.js';
import type {ClusterContext} from '../cluster-run.js';
import type {LocalNode} from '../observe-nodes.js';
import {hasLeftData} from './service-process.js';
import type {PlannedAction} from '../steps/actions.js';

/** What surrounds the start of members that find each other by discovery. */
export interface DiscoverySteps {
  readonly before: readonly PlannedAction[];
  /** Once they are started. */
  readonly together: readonly PlannedAction[];
  /** Once all is well. */
  readonly after: readonly PlannedAction[];
}

const NONE: DiscoverySteps = {before: [], together: [], after: []};

async function isServiceRunning({adapters, loaded}: ClusterContext): Promise<boolean> {
  const [running] = await adapters.host.find([ownServiceLaunch(loaded)]);
  return running !== undefined;
}

const END: PlannedAction = {
  id: 'end-discovery',
  title: 'end the discovery service',
  action: 'end-discovery',
  input: {},
};

/** The service that the spec has of its own ends with its cluster. */
export async function endServiceSteps(context: ClusterContext): Promise<PlannedAction[]> {
  if (discoveryOf(context.loaded.spec)?.ownService !== true) return [];
  const {adapters, loaded} = context;
  const isLeft = await hasLeftData(adapters, ownServiceLaunch(loaded));
  return isLeft || (await isServiceRunning(context)) ? [END] : [];
}

/** Whether a member looks at discovery when it starts now. */
function registers({node, hasData}: LocalNode): boolean {
  return !joins(node) && !hasData;
}

/**
 * By discovery nobody serves before all have registered: a quorum is not enough.
 * @param started those that start now
 */
export async function canAllRegister(
  {adapters, loaded}: ClusterContext,
  started: readonly LocalNode[],
): Promise<boolean> {
  if (discoveryOf(loaded.spec) === undefined || !started.some(registers)) return true;
  const others = beginnersOf(loaded.spec).filter(({name}) => !started.some(({node}) => node.name === name));
  const running = await adapters.host.find(others.map(node => launchOf(loaded.spec, node, loaded)));
  const absent = others.filter((_, index) => running[index] === undefined).map(({name}) => name);
  if (absent.length === 0) return true;
  adapters.progress.warn(
    `${absent.join(', ')} must start too: by discovery no member serves before all have registered`,
  );
  return false;
}

/** Throws E_PREFLIGHT where more are to register than there are, which etcd would wait for without an end. */
function assertSize(spec: ClusterSpec): void {
  const size = sizeOfSpec(spec);
  const count = beginnersOf(spec).length;
  if (size <= count) return;
  const message = `${size} members are to register (size of bootstrap in the spec), and the spec has ${count}: all would wait for ever`;
  throw new OpsError('E_PREFLIGHT', message, {
    hints: [
      'take size out of bootstrap in etcdops.yaml, or add the others to nodes there',
      'etcdops validate',
    ],
  });
}

/**
 * etcd looks at discovery at a member's first start alone: where all have data, nobody is asked any more.
 * @param waits all members of the cluster start now, and are waited for
 */
export async function discoverySteps(
  context: ClusterContext,
  members: readonly LocalNode[],
  waits: boolean,
): Promise<DiscoverySteps> {
  const {spec} = context.loaded;
  const method = discoveryOf(spec);
  if (method === undefined) return NONE;
  if (!members.some(registers)) return {...NONE, after: await endServiceSteps(context)};
  assertSize(spec);
  const isOwn = method.ownService === true;
  const serve: PlannedAction = {
    id: 'serve-discovery',
    title: 'run a discovery service',
    action: 'serve-discovery',
    input: {},
  };
  const token: PlannedAction = {
    id: 'make-discovery-token',
    title: `see that the discovery service takes ${beginnersOf(spec).length} members`,
    action: 'make-discovery-token',
    input: {},
  };
  const registration: PlannedAction = {
    id: 'await-registration',
    title: 'see that all members register',
    action: 'await-registration',
    input: {},
  };
  return {
    before: [...(isOwn ? [serve] : []), token],
    together: waits ? [registration] : [],
    after: isOwn && waits ? [END] : [],
  };
}
