import {isDeepStrictEqual} from 'node:util';

import {predictIds} from '../../domain/config/cluster-id.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {initialClusterOf, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import type {Bump} from '../../domain/snapshots/bump.js';
import {swapOf, type Swap} from '../../domain/snapshots/swaps.js';
import {restoredAnew} from '../../domain/spec/node-edits.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {inverseOf, type SpecChange} from '../../domain/spec/spec-change.js';
import type {PlannedStep} from '../../engine/step.js';
import {issueCertsSteps, startStep, stopStep, verifyHealthStep} from '../membership/planned-steps.js';
import type {PlannedAction, TokenChange} from '../steps/actions.js';
import {nextRecord, recordNodesSteps, recordStep} from './record-steps.js';
import type {FilesBefore, RestoreFacts, RestoreMember, RestoreNode} from './restore-facts.js';

/** The cluster that comes out of the snapshot. */
export interface RestoredCluster {
  readonly spec: ClusterSpec;
  readonly clusterId: string;
  readonly revision: number;
}

/** Who joined the old cluster begins the new one, and no cluster before had its token. */
export function restoredCluster(spec: ClusterSpec, token: string, revision: number): RestoredCluster {
  const after = restoredAnew(spec, token);
  const peerUrls = membersOf(after).map(node => [peerUrlOf(after, node)!]);
  return {spec: after, clusterId: predictIds(peerUrls, token).clusterId, revision};
}

function verifySnapshotStep({report, stamp}: Pick<RestoreFacts, 'report' | 'stamp'>): PlannedAction {
  return {
    id: 'verify-snapshot',
    title: 'see that the snapshot is still the file that was verified',
    action: 'verify-snapshot',
    input: {path: report.path, sha256: report.sha256, ...stamp},
  };
}

function swapsOf({dirs}: RestoreMember, runId: string): Swap[] {
  return dirs.map(dir => swapOf(dir, runId)).filter(swap => swap !== undefined);
}

function restoreStep(
  member: RestoreMember,
  {facts: {report, stamp, runId}, cluster, bump}: RestorePlanInput,
): PlannedAction {
  const {name} = member.node;
  const {spec, clusterId} = cluster;
  return {
    id: `restore-member:${name}`,
    title: `restore ${name} beside its data`,
    lane: 'restore-members',
    action: 'restore-member',
    input: {
      node: name,
      path: report.path,
      sha256: report.sha256,
      stamp: {...stamp},
      // All its bytes have just been read for it; each tool would read all of its copy once more.
      skipHashCheck: true,
      initialCluster: initialClusterOf(spec, membersOf(spec)),
      peerUrl: peerUrlOf(spec, member.node)!,
      token: spec.token,
      clusterId,
      ...(bump.by === undefined ? {} : {bumpRevision: bump.by}),
      swaps: swapsOf(member, runId),
    },
  };
}

/** Who runs; `strays`: what the spec does not have any more. */
export interface StoppedNodes {
  readonly proxies: readonly RestoreNode[];
  readonly members: readonly RestoreNode[];
  readonly strays: readonly RestoreNode[];
}

/** Proxies first; of the members the leader last, since it would wait for one that is ending too. */
export function stopSteps({proxies, members, strays}: StoppedNodes): PlannedAction[] {
  const running = [...proxies, ...members, ...strays].filter(({managedBy}) => managedBy !== undefined);
  const inLane = (lane: string, isMeant: (node: RestoreNode) => boolean): PlannedAction[] =>
    running.filter(isMeant).map(({node}) => ({...stopStep(node), lane}));
  const isMember = ({node}: RestoreNode): boolean => node.role === 'member';
  return [
    ...inLane('stop-proxies', node => !isMember(node)),
    ...inLane('stop-followers', node => isMember(node) && !node.leads),
    ...inLane('stop-leader', node => isMember(node) && node.leads),
  ];
}

function newTokenTitle({token}: ClusterSpec): string {
  return `give the cluster the new token ${token}, which no member of before has`;
}

/** What is to be another node, and which are none any more. */
function changesBetween(before: ClusterSpec, after: ClusterSpec): SpecChange[] {
  const find = ({nodes}: ClusterSpec, name: string) => nodes.find(node => node.name === name);
  const put = after.nodes.filter(node => !isDeepStrictEqual(node, find(before, node.name)));
  const gone = before.nodes.filter(({name}) => find(after, name) === undefined);
  return [...put.map(node => ({put: node})), ...gone.map(({name}) => ({drop: name}))];
}

/**
 * The spec with another token, and all files that name it.
 * @param files of what they were made, where that is not the spec as it is
 */
export function tokenSteps(
  {before, after}: {readonly before: ClusterSpec; readonly after: ClusterSpec},
  title: string,
  files: Pick<FilesBefore, 'made' | 'token'> = {},
): PlannedAction[] {
  const changes = changesBetween(before, after);
  const undo = inverseOf(before, changes);
  const token: TokenChange = {before: before.token, after: after.token};
  const {made, token: madeWith = before.token} = files;
  return [
    {
      id: 'write-spec:token',
      title,
      action: 'write-spec',
      input: {changes, undo, token},
    },
    {
      id: 'write-files:token',
      title: 'write what follows from the spec',
      action: 'write-files',
      input: {
        undo,
        order: before.nodes.map(({name}) => name),
        token: {...token, before: madeWith},
        ...(made === undefined ? {} : {made}),
      },
    },
  ];
}

export function swapStep(node: SpecNode, swap: Swap, which: 'restored' | 'kept' = 'restored'): PlannedAction {
  const what = swap.kind === 'data' ? 'data' : 'write-ahead log';
  const kept = swap.hasOld ? `; what is there is kept beside it` : '';
  return {
    id: `swap-${swap.kind}-dir:${node.name}`,
    title: `put the ${which} ${what} of ${node.name} in place${kept}`,
    action: 'swap-dir',
    input: {node, swap},
  };
}

/** All members at once: none is healthy alone. */
export function startTogetherSteps(members: readonly SpecNode[]): PlannedAction[] {
  return members.map(node => ({...startStep(node), lane: 'start-members'}));
}

/** A gateway or gRPC proxy that has met no member, or remembers answers of before, begins anew. */
export function startStoppedSteps(proxies: readonly RestoreNode[]): PlannedAction[] {
  return proxies
    .filter(({managedBy}) => managedBy !== undefined)
    .map(({node}) => ({...startStep(node), lane: 'start-proxies'}));
}

/** As the source counted them; else as the tool did, which up to 3.5 counts every entry of the file. */
function comparableKeys({report, version}: RestoreFacts): {keys?: number; totalKeys?: number} {
  const keys = report.manifest?.keys;
  if (keys !== undefined) return {keys};
  if (report.totalKeys === undefined || !has(version, 'countsUserKeys')) return {};
  return {totalKeys: report.totalKeys};
}

function afterSteps(facts: RestoreFacts, {clusterId, revision}: RestoredCluster): PlannedAction[] {
  return [
    verifyHealthStep(),
    {
      id: 'verify-restored',
      title: `all members are of cluster ${clusterId}, with all of the snapshot`,
      action: 'verify-restored',
      input: {clusterId, revision, ...comparableKeys(facts)},
    },
  ];
}

const DISARM: PlannedAction = {
  id: 'disarm-alarms',
  title: 'disarm the alarms that came with the snapshot',
  action: 'disarm-alarms',
  input: {},
};

export interface RestorePlanInput {
  readonly facts: RestoreFacts;
  readonly cluster: RestoredCluster;
  readonly bump: Bump;
  readonly keepAlarms: boolean;
}

/** Everything that takes long comes while the old cluster serves; what stops it is short. */
export function restoreSteps(plan: RestorePlanInput): PlannedStep[] {
  const {facts, cluster, keepAlarms} = plan;
  const {spec, members, proxies, runId, record, files} = facts;
  const nodes = membersOf(cluster.spec);
  return [
    verifySnapshotStep(facts),
    ...members.flatMap(({node}) => issueCertsSteps(spec, node)),
    ...members.map(member => restoreStep(member, plan)),
    ...stopSteps(facts),
    ...tokenSteps({before: spec, after: cluster.spec}, newTokenTitle(cluster.spec), files),
    ...members.flatMap(member => swapsOf(member, runId).map(swap => swapStep(member.node, swap))),
    recordStep(nextRecord(record, cluster.clusterId, nodes), record),
    ...recordNodesSteps(facts.known, spec),
    ...startTogetherSteps(nodes),
    ...afterSteps(facts, cluster),
    ...(keepAlarms ? [] : [DISARM]),
    ...startStoppedSteps(proxies),
  ];
}
