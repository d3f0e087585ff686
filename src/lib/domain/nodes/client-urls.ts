import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {clientUrlOf} from './node-urls.js';

/**
 * Where a member may answer: at its URL of the spec, else at the one with which etcdops made it, since it may not have
 * started anew since somebody edited the spec.
 * @param made nodes as etcdops made them
 */
export function clientUrlsOf(
  spec: Pick<ClusterSpec, 'tls'>,
  node: SpecNode,
  made: readonly SpecNode[] = [],
): string[] {
  const before = made.filter(({name, role}) => name === node.name && role === 'member');
  return [...new Set([node, ...before].map(one => clientUrlOf(spec, one)))];
}
