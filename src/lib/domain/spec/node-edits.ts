import {isDeepStrictEqual} from 'node:util';

import type {ClusterSpec, SpecNode} from './schema.js';

/** One value that is to stand at a place of the spec. */
export interface SpecEdit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

type Block = Readonly<Record<string, unknown>>;

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differences(path: SpecEdit['path'], before: unknown, after: unknown): SpecEdit[] {
  if (isDeepStrictEqual(before, after)) return [];
  const keepsAll = isBlock(before) && isBlock(after) && Object.keys(before).every(key => key in after);
  if (!keepsAll) return [{path, value: after}];
  return Object.entries(after).flatMap(([key, value]) => differences([...path, key], before[key], value));
}

/** The spec with a node as it is to be, where it stands; a new one comes last. */
export function withNode(spec: ClusterSpec, node: SpecNode): ClusterSpec {
  const {nodes} = spec;
  const isKnown = nodes.some(({name}) => name === node.name);
  return {
    ...spec,
    nodes: isKnown ? nodes.map(other => (other.name === node.name ? node : other)) : [...nodes, node],
  };
}

/** What has to be written for a node to be as it is to be: no more than differs, so that comments beside it stay. */
export function nodeEdits(spec: ClusterSpec, node: SpecNode): SpecEdit[] {
  const found = spec.nodes.findIndex(({name}) => name === node.name);
  const at = found === -1 ? spec.nodes.length : found;
  return differences(['nodes', at], spec.nodes[at], node);
}
