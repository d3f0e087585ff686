import {takesList} from '../proxies/endpoints.js';
import type {ClusterSpec, SpecNode} from './schema.js';
import {changeSpec, type SpecChange} from './spec-change.js';

/** Keys in one order: which one somebody wrote first says nothing. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The list of a proxy follows from the members: steps that bring it in step write it as they find them. */
function withoutList(node: SpecNode): SpecNode {
  if (!takesList(node) || node.settings === undefined) return node;
  const settings = Object.entries(node.settings).filter(([key]) => key !== 'endpoints');
  return {...node, settings: Object.fromEntries(settings)};
}

/** Tells one spec from another by what it says, not by how it is written, and not by the lists of proxies. 16 hex digits. */
export function specDigest(spec: ClusterSpec): string {
  const wishes = {...spec, nodes: spec.nodes.map(withoutList)};
  // Not imported: every command that begins a run has this, and loading node:crypto costs all of them.
  const {createHash} = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(JSON.stringify(wishes, sorted)).digest('hex').slice(0, 16);
}

/** What a run writes into the spec in one go; see `changeNodes`. */
export interface SpecWrite {
  readonly changes: readonly SpecChange[];
  readonly undo: readonly SpecChange[];
}

/** Digests of the spec as it is, and as it is after each of the writes. */
export function specDigests(spec: ClusterSpec, writes: readonly SpecWrite[]): string[] {
  let written = spec;
  const digests = [specDigest(spec)];
  for (const {changes, undo} of writes) {
    written = changeSpec(written, changes, undo);
    digests.push(specDigest(written));
  }
  return [...new Set(digests)];
}
