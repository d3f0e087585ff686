import {beginnersOf} from '../../domain/discovery/method.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {ClusterContext} from '../cluster-run.js';

/** The members of this machine that register. */
export function localNodesOf({adapters, loaded: {spec}}: ClusterContext): SpecNode[] {
  const own = adapters.host.ownAddresses();
  return beginnersOf(spec).filter(node => isOnThisMachine(node, own));
}
