import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {selectNodes} from '../../queries/select-nodes.js';
import type {SpecContext} from '../cluster-run.js';
import {observeNodesHere, type LocalNode} from '../preflight.js';
import type {RunContext} from '../runs/run-context.js';

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
