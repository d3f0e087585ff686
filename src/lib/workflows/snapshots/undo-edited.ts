import {dataDirOf} from '../../domain/layout/layout.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {printable} from '../../domain/text/printable.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {SpecContext} from '../cluster-run.js';
import type {FoundRestore} from './find-restore.js';
import type {LeftData} from './restore-facts.js';
import type {SwapInput} from './undo-dirs.js';

/** The nodes of the spec by now, each with the directories that it has here; absolute, without links. */
export type Places = ReadonlyMap<string, readonly string[]>;

/**
 * A restore beside the spec that was edited since: a directory is of the node that the spec has there by now, and one that
 * it has nowhere any more can go where nothing of before would come into it.
 */
export function besideSpec(
  restore: FoundRestore,
  places: Places,
  nodes: readonly SwapInput['node'][],
): {restore: FoundRestore; gone: SwapInput[]} {
  const swaps = restore.swaps.map((input): SwapInput => {
    const own = places.get(input.node.name) ?? [];
    if (own.includes(input.swap.live)) return input;
    const owner = nodes.find(({name}) => places.get(name)?.includes(input.swap.live));
    return owner === undefined ? input : {...input, node: owner};
  });
  const isGone = ({node, swap}: SwapInput): boolean =>
    !swap.hasOld && places.get(node.name)?.includes(swap.live) !== true;
  return {restore: {...restore, swaps: swaps.filter(swap => !isGone(swap))}, gone: swaps.filter(isGone)};
}

export interface Before {
  /** The nodes as they were made before the spec was edited. */
  readonly nodes: readonly SpecNode[];
  readonly clusterId: string | undefined;
  /** Where the spec has data of members by now; absolute, without links. */
  readonly places: ReadonlySet<string>;
}

/** Of members that the spec had elsewhere before it was edited, or that it has no more. */
export async function leftOf(
  {adapters, loaded}: SpecContext,
  {nodes, clusterId, places}: Before,
): Promise<LeftData[]> {
  const found = membersOf({nodes: [...nodes]}).map(async node => {
    const launch = launchOf(loaded.spec, node, loaded);
    if (places.has(await adapters.files.canonicalPath(launch.dataDir))) return [];
    const data = await adapters.etcdData.lookAt(launch);
    const isOwn = data?.clusterId !== undefined && data.clusterId === clusterId;
    return isOwn ? [{name: node.name, dataDir: dataDirOf(node), path: launch.dataDir}] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Where it is, for a message. */
export function leftPlaces(left: readonly LeftData[]): string {
  return left.map(({name, dataDir}) => `${name} in ${printable(dataDir, 500)}`).join(', ');
}
