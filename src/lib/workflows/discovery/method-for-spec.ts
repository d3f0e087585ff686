import type {DiscoveryMethod} from '../../domain/discovery/method.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {PORT_BLOCK} from '../../domain/nodes/ports.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';
import {ownServiceMethod} from './own-method.js';

export interface DiscoveryPlace {
  readonly 'discovery-url'?: string | undefined;
  readonly 'discovery-endpoints'?: readonly string[] | undefined;
  readonly 'discovery-token'?: string | undefined;
}

const WAYS = [
  'name a token of a service: --discovery-url URL (etcd up to 3.5)',
  'or a service: --discovery-endpoints URL (3.6 and later)',
];

/** A service of our own, in the block of ports behind those of the nodes. */
async function ownService({adapters, loaded: {spec}}: ClusterContext): Promise<DiscoveryMethod> {
  const own = adapters.host.ownAddresses();
  const remote = membersOf(spec).filter(member => !isOnThisMachine(member, own));
  if (remote.length > 0) {
    const names = remote.map(({name, host}) => `${name} (${host})`).join(', ');
    throw new OpsError('E_USAGE', `no discovery service is named, and not all members are here: ${names}`, {
      hints: WAYS,
    });
  }
  return ownServiceMethod(adapters, {
    cluster: spec.cluster,
    version: spec.etcd.version,
    port: Math.max(...spec.nodes.map(({ports}) => ports.client)) + PORT_BLOCK,
    hints: WAYS,
  });
}

/** How the members of a spec that is there are to find each other by discovery. */
export async function discoveryMethodFor(
  context: ClusterContext,
  {'discovery-url': url, 'discovery-endpoints': endpoints, 'discovery-token': token}: DiscoveryPlace,
): Promise<DiscoveryMethod> {
  if (url !== undefined) return {method: 'discovery', url};
  if (endpoints === undefined) return ownService(context);
  const {adapters, loaded} = context;
  const known = token ?? `${loaded.spec.cluster}-${adapters.random.hex(4)}`;
  return {method: 'discovery', endpoints: [...endpoints], token: known};
}
