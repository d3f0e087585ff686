import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {hasWal} from '../queries/member-data.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext} from './cluster-run.js';

/** A node of this machine with what was found of it before anything is done. */
export interface LocalNode {
  readonly node: SpecNode;
  readonly launch: NodeLaunch;
  readonly running: RunningNode | undefined;
  /** It has a write-ahead log: etcd ignores every bootstrap setting from then on. */
  readonly hasData: boolean;
}

/** Looks at every node before anything is done. One look at the process table for all. */
export async function observeNodesHere(
  context: ClusterContext,
  nodes: readonly SpecNode[],
  binDir: string,
): Promise<LocalNode[]> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  const launches = nodes.map(node => launchOf(spec, node, {folder, binDir}));
  const running = await adapters.host.find(launches);
  return Promise.all(
    launches.map(async (launch, index) => ({
      node: nodes[index]!,
      launch,
      running: running[index],
      hasData: await hasWal(adapters, launch),
    })),
  );
}
