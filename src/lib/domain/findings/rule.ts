import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {SpecFinding} from './finding.js';

export type Rule = (spec: ClusterSpec) => SpecFinding[];

/** Asks `judge` about every node; what it has nothing to say about is undefined. */
export function eachNode(
  spec: ClusterSpec,
  judge: (node: SpecNode, index: number) => (SpecFinding | undefined)[],
): SpecFinding[] {
  return spec.nodes.flatMap((node, index) => judge(node, index).filter(finding => finding !== undefined));
}
