import {isDeepStrictEqual} from 'node:util';

import type {ClusterSpec, SpecNode} from './schema.js';

/** A node of the spec that is to be as given, or that is to go. The rest of the spec is not touched. */
export type SpecChange = {readonly put: SpecNode} | {readonly drop: string};

/** The nodes with the changes made: one that is known stays where it stands, a new one comes last. */
export function changeNodes(nodes: readonly SpecNode[], changes: readonly SpecChange[]): SpecNode[] {
  return changes.reduce<SpecNode[]>(
    (changed, change) => {
      if (!('put' in change)) return changed.filter(({name}) => name !== change.drop);
      const isKnown = changed.some(({name}) => name === change.put.name);
      if (!isKnown) return [...changed, change.put];
      return changed.map(node => (node.name === change.put.name ? change.put : node));
    },
    [...nodes],
  );
}

export function changeSpec(spec: ClusterSpec, changes: readonly SpecChange[]): ClusterSpec {
  return {...spec, nodes: changeNodes(spec.nodes, changes)};
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

export function isChanged(nodes: readonly SpecNode[], changes: readonly SpecChange[]): boolean {
  return isDeepStrictEqual(changeNodes(nodes, changes), nodes);
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
