import type {RunningNode} from '../../adapters/host/host.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import type {ClusterState} from '../../queries/cluster-state.js';
import {heldPorts} from '../../queries/held-ports.js';
import {launchOf} from '../../queries/node-launch.js';
import {askMembers, whereMembersRun} from '../../queries/where-members-run.js';
import type {SpecContext} from '../cluster-run.js';
import type {RestoreNode} from './restore-facts.js';

/** Who runs, and who leads. */
export interface Seen {
  readonly running: ReadonlyMap<string, RunningNode>;
  readonly leader: string | undefined;
}

export function toNode(
  {adapters, loaded}: SpecContext,
  node: SpecNode,
  {running, leader}: Seen,
): RestoreNode {
  const process = running.get(node.name);
  return {
    node,
    isHere: isOnThisMachine(loaded.spec, node, adapters.host.ownAddresses()),
    ...(process === undefined ? {} : {managedBy: process.managedBy}),
    leads: node.name === leader,
  };
}

/** What etcdops made of the spec before it was edited, and the spec does not have any more. */
export function goneNodes({nodes: known = []}: ClusterState, {nodes}: ClusterSpec): SpecNode[] {
  return known.filter(({name}) => !nodes.some(node => node.name === name));
}

export async function runningOf(
  {adapters, loaded}: SpecContext,
  nodes: readonly SpecNode[],
): Promise<Map<string, RunningNode>> {
  const found = await adapters.host.find(nodes.map(node => launchOf(loaded.spec, node, loaded)));
  return new Map(
    nodes.flatMap(({name}, index) => (found[index] === undefined ? [] : [[name, found[index]] as const])),
  );
}

/** The ports on which those of the nodes listen that run. */
export async function portsHeldBy(
  {adapters, loaded}: SpecContext,
  nodes: readonly SpecNode[],
  running: Seen['running'],
): Promise<Set<number>> {
  const stopping = nodes.flatMap(node => {
    const process = running.get(node.name);
    return process === undefined ? [] : [{launch: launchOf(loaded.spec, node, loaded), running: process}];
  });
  return heldPorts(adapters, stopping, loaded.spec.etcd.version);
}

/** Which one leads, and how far the cluster has come; it need not run, and may tell so only to users. */
export async function observeLiving({
  adapters,
  loaded,
}: SpecContext): Promise<{leader?: string; seenRevision?: number; needsUser?: true}> {
  const observed = await askMembers(adapters, await whereMembersRun(adapters, loaded));
  if (observed.some(({refusal, status}) => refusal === 'auth' && status === undefined))
    return {needsUser: true};
  const leader = observed.find(
    ({status}) => status !== undefined && status.memberId === status.leaderId,
  )?.name;
  const revisions = observed.flatMap(({status}) => (status === undefined ? [] : [status.revision]));
  return {
    ...(leader === undefined ? {} : {leader}),
    ...(revisions.length === 0 ? {} : {seenRevision: Math.max(...revisions)}),
  };
}
