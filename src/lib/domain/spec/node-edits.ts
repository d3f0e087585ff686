import {isDeepStrictEqual} from 'node:util';

import {discoveryOf, withNewToken} from '../discovery/method.js';
import {joins} from '../nodes/node-urls.js';
import {srvPlaceOf} from '../nodes/srv-target.js';
import type {ClusterSpec, SpecNode} from './schema.js';
import {changeSpec} from './spec-change.js';

/** One value that is to stand at a place of the spec; undefined where nothing is to stand there any more. */
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
  if (!isBlock(before) || !isBlock(after)) return [{path, value: after}];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap(key => differences([...path, key], before[key], after[key]));
}

/** The spec with a node as it is to be, where it stands; a new one comes last. */
export function withNode(spec: ClusterSpec, node: SpecNode): ClusterSpec {
  return changeSpec(spec, [{put: node}]);
}

/** A node that was there from the start, as far as its spec tells. */
function asBeginner({initialClusterState: _, learner: __, ...node}: SpecNode): SpecNode {
  return node;
}

/** The spec of a cluster that is begun anew: all its members begin it, and no cluster before had the token. */
export function begunAnew(spec: ClusterSpec, token: string): ClusterSpec {
  return {...spec, token, nodes: spec.nodes.map(asBeginner)};
}

/**
 * The same, of members that get their data from a snapshot. DNS names those alone that began by it: who joined since has
 * its address for a peer URL and keeps it, since no record need be there for its name.
 */
export function restoredAnew(spec: ClusterSpec, token: string): ClusterSpec {
  const begun = begunAnew(spec, token);
  if (srvPlaceOf(spec) === undefined) return begun;
  const joined = new Set(spec.nodes.filter(joins).map(({name}) => name));
  const nodes = begun.nodes.map((node): SpecNode =>
    joined.has(node.name) ? {...node, initialClusterState: 'existing'} : node,
  );
  return {...begun, nodes};
}

/**
 * The same, of members without data: those that meet by discovery need a token of that which nobody used either.
 * @param discoveryUrl of a token that a discovery service made by itself; else its URL gets the token
 */
export function startedAnew(spec: ClusterSpec, token: string, discoveryUrl?: string): ClusterSpec {
  const method = discoveryOf(spec);
  const begun = begunAnew(spec, token);
  if (method === undefined) return begun;
  const anew = discoveryUrl === undefined ? withNewToken(method, token) : {...method, url: discoveryUrl};
  return {...begun, bootstrap: anew ?? method};
}

/**
 * What has to be written for a spec to become another one: no more than differs, so that comments beside it stay. To be
 * done in this order: what goes comes last and from the end, so that places stay what they are until then.
 */
export function specEdits(
  {nodes: before, ...headBefore}: ClusterSpec,
  {nodes: after, ...headAfter}: ClusterSpec,
): SpecEdit[] {
  const indexOf = ({name}: SpecNode): number => before.findIndex(node => node.name === name);
  const stays = new Set(after.map(({name}) => name));
  const changed = after.flatMap(node => {
    const at = indexOf(node);
    return at === -1 ? [] : differences(['nodes', at], before[at], node);
  });
  const gone = before
    .flatMap(({name}, at) => (stays.has(name) ? [] : [{path: ['nodes', at], value: undefined}]))
    .reverse();
  const kept = before.length - gone.length;
  const added = after
    .filter(node => indexOf(node) === -1)
    .map((node, index) => ({path: ['nodes', kept + index], value: node}));
  return [...differences([], headBefore, headAfter), ...changed, ...gone, ...added];
}
