import {isOnThisMachine} from '../domain/nodes/locality.js';
import {clientUrlOf, peerUrlOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import type {NodeRole} from '../domain/spec/vocabulary.js';

/** A node of a new cluster. */
export interface BootstrapNode {
  readonly name: string;
  readonly role: NodeRole;
  readonly host: string;
  readonly clientUrl?: string;
  readonly peerUrl?: string;
  readonly listen?: string;
  /** False where it lives on another machine. */
  readonly onThisMachine: boolean;
}

/** The nodes as the result of a bootstrap shows them. */
export function shownNodes(spec: ClusterSpec, ownAddresses: readonly string[]): BootstrapNode[] {
  return spec.nodes.map(node => {
    const peerUrl = peerUrlOf(spec, node);
    return {
      name: node.name,
      role: node.role,
      host: node.host,
      clientUrl: clientUrlOf(spec, node),
      ...(peerUrl === undefined ? {} : {peerUrl}),
      ...(node.listen === undefined ? {} : {listen: node.listen}),
      onThisMachine: isOnThisMachine(spec, node, ownAddresses),
    };
  });
}
