import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {nearest} from '../domain/text/nearest.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';

/** The nodes that the user named, in the order of the spec; all of them where none was named. */
export function selectNodes(spec: ClusterSpec, names: readonly string[]): SpecNode[] {
  const known = spec.nodes.map(({name}) => name);
  const unknown = names.find(name => !known.includes(name));
  if (unknown === undefined) return spec.nodes.filter(({name}) => names.length === 0 || names.includes(name));
  const near = nearest(unknown, known);
  throw new OpsError('E_NODE_UNKNOWN', `the spec has no node "${printable(unknown)}"`, {
    hints: [
      near === undefined ? `its nodes: ${known.slice(0, 10).join(', ')}` : `did you mean ${near}?`,
      'etcdops status',
    ],
  });
}
