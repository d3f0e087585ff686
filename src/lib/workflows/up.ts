import type {SpecNode} from '../domain/spec/schema.js';
import type {RunReport} from '../engine/step.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {readState, type ClusterState} from '../queries/cluster-state.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
import type {ClusterContext, RunOptions} from './cluster-run.js';
import {ensureConfigFiles} from './config-files.js';
import {countVoters} from './count-voters.js';
import {canAllRegister, discoverySteps} from './discovery/up-steps.js';
import {assertOnThisMachine, withoutRemoteProxies} from './local-nodes.js';
import {assertMembers} from './membership/assert-members.js';
import {observeNodesHere, type LocalNode} from './observe-nodes.js';
import {assertStartable} from './preflight.js';
import {recordNodes, startedAsInSpec} from './record-nodes.js';
import {assertNotMidRestore} from './runs/mid-restore.js';
import {isRepeatableLeft, needsJournal} from './runs/needs-journal.js';
import {readableUnfinished} from './runs/readable-unfinished.js';
import {runRepeatable} from './runs/repeatable-run.js';
import type {PlacedContext} from './runs/run-context.js';
import {startMemberSteps, startProxySteps} from './start-plan.js';
import {assertFindEachOther} from './srv/records-stand.js';
import type {PlannedAction} from './steps/actions.js';

export interface UpResult {
  readonly run: RunReport;
  readonly cluster: {readonly name: string; readonly id: string | null};
}

/** The same while it is waited for and once it is so. */
export function healthTitle(members: readonly {readonly name: string}[]): string {
  return members.length === 1
    ? `see that ${members[0]!.name} is healthy`
    : `see that all ${members.length} members are healthy`;
}

function healthStep(members: readonly LocalNode[], made: readonly SpecNode[]): PlannedAction {
  const isFirstStart = members.every(({hasData}) => !hasData);
  return {
    id: 'verify-health',
    title: healthTitle(members.map(({node}) => node)),
    action: 'verify-started',
    input: {
      members: members.map(({node}) => node.name),
      nodes: made,
      ...(isFirstStart ? {isFirstStart} : {}),
    },
  };
}

/** Whether enough members will run to agree on anything; else waiting for their health would be waiting in vain. */
async function canHaveQuorum(context: ClusterContext, started: readonly LocalNode[]): Promise<boolean> {
  const {count, of, needed} = await countVoters(context, started);
  if (count >= needed) return true;
  context.adapters.progress.warn(
    `only ${count} of ${of} members run then, and a quorum needs ${needed}: start the others too`,
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

/** The nodes that are meant, which are all on this machine. */
function chosenNodes(context: PlacedContext, only: readonly string[]): SpecNode[] {
  const named = only.length > 0;
  const chosen = context.loaded.spec.nodes.filter(({name}) => !named || only.includes(name));
  const nodes = withoutRemoteProxies(context, chosen, {verb: 'start', named});
  assertOnThisMachine(context, nodes, 'start');
  return nodes;
}

/** What runs stays as it was made, whatever the spec says of it by now: what is to be done about that is `plan`'s to tell. */
function madeNow(
  context: ClusterContext,
  found: readonly LocalNode[],
  {nodes: known = []}: ClusterState,
): Promise<SpecNode[]> {
  const made = found.filter(
    ({node, running}) => running === undefined || !known.some(({name}) => name === node.name),
  );
  return startedAsInSpec(
    context,
    made.map(({node}) => node),
    known,
  );
}

/** Proxies of other machines, of which only the files are ours: once the spec has them no more, `apply` has to know them. */
function madeForOthers(
  {loaded: {spec}}: ClusterContext,
  {chosen, only}: {readonly chosen: readonly SpecNode[]; readonly only: readonly string[]},
  {nodes: known = []}: ClusterState,
): SpecNode[] {
  if (only.length > 0) return [];
  const isKnown = (node: SpecNode): boolean => known.some(({name}) => name === node.name);
  return spec.nodes.filter(node => !chosen.includes(node) && !isKnown(node));
}

async function planSteps(context: PlacedContext, found: readonly LocalNode[], made: readonly SpecNode[]) {
  const members = found.filter(({node}) => node.role === 'member');
  const proxies = found.filter(({node}) => node.role !== 'member');
  const waits =
    members.length > 0 && (await canHaveQuorum(context, members)) && (await canAllRegister(context, members));
  const meeting = await discoverySteps(context, members, waits);
  const steps = [
    ...meeting.before,
    ...startMemberSteps(context.loaded.spec, members),
    ...meeting.together,
    ...(waits ? [healthStep(members, made)] : []),
    ...startProxySteps(proxies),
    ...meeting.after,
  ];
  return {steps, waits};
}

/**
 * Starts the nodes that do not run: the members, and once all of them are healthy the proxies. What runs already stays
 * as it is; the lock is the caller's.
 */
export async function runUp(
  context: PlacedContext,
  {dryRun, only = [], bin, justPlaced = false}: UpOptions,
): Promise<UpResult> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  const nodes = chosenNodes(context, only);
  const unfinished = await readableUnfinished(adapters, folder);
  assertNotMidRestore(unfinished);
  const {dir} = bin ?? (await resolveEtcd(adapters, spec));
  const [state, found] = await Promise.all([
    readState(adapters, folder),
    observeNodesHere(context, nodes, dir),
  ]);
  const stopped = found.filter(({running}) => running === undefined);
  await assertMembers(context, stopped, {state, unfinished});
  await assertStartable(context, found, {state, justPlaced});
  await assertFindEachOther(context, found);
  if (!dryRun && !justPlaced) await ensureConfigFiles(context, found);
  const made = await madeNow(context, found, state);
  const {steps, waits} = await planSteps(context, found, made);
  const elsewhere = madeForOthers(context, {chosen: nodes, only}, state);
  const recorded = dryRun ? [] : [...made, ...elsewhere].map(node => ({put: node}));
  // Without a step that does, a resume would not.
  await recordNodes(context, waits ? [] : recorded);
  const run = await runRepeatable(context, {
    workflow: 'up',
    input: {nodes: only},
    steps,
    done: 'Started. Next: etcdops status',
    dryRun,
    seen: {cluster: context, nodes: found},
    hasJournal: needsJournal({
      effects: found.filter(({running}) => running === undefined).length,
      isOneLeft: !justPlaced && (await isRepeatableLeft(adapters, folder)),
    }),
  });
  await recordNodes(context, recorded);
  const {clusterId = null} = await readState(adapters, folder);
  return {run, cluster: {name: spec.cluster, id: clusterId}};
}
