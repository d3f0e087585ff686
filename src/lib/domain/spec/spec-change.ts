import {isDeepStrictEqual} from 'node:util';

import type {ClusterSpec, SpecNode} from './schema.js';

/** A node of the spec that is to be as given, or that is to go. The rest of the spec is not touched. */
export type SpecChange = {readonly put: SpecNode} | {readonly drop: string};

type Block = Readonly<Record<string, unknown>>;

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the change is about is as it is wanted; all else as it stands by now. */
function rebased(wanted: unknown, base: unknown, now: unknown): unknown {
  if (isDeepStrictEqual(wanted, base)) return now;
  if (!isBlock(wanted) || !isBlock(base) || !isBlock(now)) return wanted;
  const keys = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  const values = keys.map(key => [key, rebased(wanted[key], base[key], now[key])] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function rebasedNode(wanted: SpecNode, planned: readonly SpecChange[], now: SpecNode): SpecNode {
  const nodes = planned.flatMap(change => ('put' in change ? [change.put] : []));
  const base = nodes.find(({name}) => name === wanted.name);
  // Of another kind than it was, nothing that was meant for that has a meaning any more.
  if (base === undefined || base.role !== wanted.role) return wanted;
  return rebased(wanted, base, now) as SpecNode;
}

/**
 * The nodes with the changes made: one that is known stays where it stands, a new one comes last.
 * @param planned the nodes as they were when the changes were planned: what somebody wrote into one since then, and the
 *   changes are not about, stays
 */
export function changeNodes(
  nodes: readonly SpecNode[],
  changes: readonly SpecChange[],
  planned: readonly SpecChange[] = [],
): SpecNode[] {
  return changes.reduce<SpecNode[]>(
    (changed, change) => {
      if (!('put' in change)) return changed.filter(({name}) => name !== change.drop);
      const isKnown = changed.some(({name}) => name === change.put.name);
      if (!isKnown) return [...changed, change.put];
      return changed.map(node =>
        node.name === change.put.name ? rebasedNode(change.put, planned, node) : node,
      );
    },
    [...nodes],
  );
}

/** See `changeNodes`. */
export function changeSpec(
  spec: ClusterSpec,
  changes: readonly SpecChange[],
  planned: readonly SpecChange[] = [],
): ClusterSpec {
  return {...spec, nodes: changeNodes(spec.nodes, changes, planned)};
}

/** What brings the nodes back as they are in the spec. */
export function inverseOf(spec: ClusterSpec, changes: readonly SpecChange[]): SpecChange[] {
  const names = new Set(changes.map(change => ('put' in change ? change.put.name : change.drop)));
  return [...names].map(name => {
    const node = spec.nodes.find(other => other.name === name);
    return node === undefined ? {drop: name} : {put: node};
  });
}

/** The nodes in the order of the names; those that are not named come last. */
export function inOrder(spec: ClusterSpec, names: readonly string[]): ClusterSpec {
  const rank = ({name}: SpecNode): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return {...spec, nodes: [...spec.nodes].sort((a, b) => rank(a) - rank(b))};
}

/** Whether the nodes are as the changes make them; see `changeNodes`. */
export function isChanged(
  nodes: readonly SpecNode[],
  changes: readonly SpecChange[],
  planned: readonly SpecChange[] = [],
): boolean {
  return isDeepStrictEqual(changeNodes(nodes, changes, planned), nodes);
}

/** Whether the nodes are there, and gone, as the changes want it, whatever later changes made of their settings. */
export function standsAs(spec: ClusterSpec, changes: readonly SpecChange[]): boolean {
  return changes.every(change => {
    const name = 'put' in change ? change.put.name : change.drop;
    const node = spec.nodes.find(other => other.name === name);
    if (!('put' in change)) return node === undefined;
    return node !== undefined && node.role === change.put.role && node.host === change.put.host;
  });
}
