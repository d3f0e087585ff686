import type {RunningNode} from '../../adapters/host/host.js';
import {launchOf} from '../../queries/node-launch.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {selectNodes} from '../../queries/select-nodes.js';
import type {ClusterContext, SpecContext} from '../cluster-run.js';
import {observeNodesHere, type LocalNode} from '../observe-nodes.js';
import type {RunContext, SeenNode} from '../runs/run-context.js';

/** A node of this machine as the spec has it by now. */
export interface FoundNode extends LocalNode {
  readonly cluster: SpecContext;
}

/** @throws E_NODE_UNKNOWN where the spec does not have it any more */
export async function findNode(context: RunContext, name: string): Promise<FoundNode> {
  const cluster = await context.cluster();
  const {adapters, loaded} = cluster;
  const {dir} = await resolveEtcd(adapters, loaded.spec);
  const [found] = await observeNodesHere(cluster, selectNodes(loaded.spec, [name]), dir);
  return {...found!, cluster};
}

export interface SightedNode extends SeenNode {
  readonly cluster: ClusterContext;
}

/** As above, or as it was seen a moment ago, where it was. */
export async function sight(context: RunContext, name: string): Promise<SightedNode> {
  const known = context.seen?.nodes.find(({node}) => node.name === name);
  return known === undefined ? findNode(context, name) : {...known, cluster: context.seen!.cluster};
}

/** The process of the node of the spec by now; undefined also before the spec has it, or once it has it no more. */
export async function runningOf(context: RunContext, name: string): Promise<RunningNode | undefined> {
  const {adapters, loaded} = await context.cluster();
  const node = loaded.spec.nodes.find(other => other.name === name);
  if (node === undefined) return undefined;
  const [running] = await adapters.host.find([launchOf(loaded.spec, node, loaded)]);
  return running;
}
