import {
  discoveryOf,
  knownOfService,
  sizeOfSpec,
  type DiscoveryMethod,
} from '../../domain/discovery/method.js';
import {serviceProblems} from '../../domain/discovery/plan-request.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {PORT_BLOCK} from '../../domain/nodes/ports.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';
import {assertNamed, SERVICE_FIXES, v2Method, v3Method, type NamedService} from './named-method.js';
import {ownServiceMethod} from './own-method.js';

const WAYS = [
  'name a token of a service: --discovery-url URL (etcd up to 3.5)',
  'or a service: --discovery-endpoints URL (3.6 and later)',
];

/** A service of our own, in the block of ports behind those of the nodes. */
async function ownService({adapters, loaded: {spec}}: ClusterContext): Promise<DiscoveryMethod> {
  const before = discoveryOf(spec);
  // The same line again, after a kill, is to find nothing else to do.
  if (before?.ownService === true) return before;
  const own = adapters.host.ownAddresses();
  const remote = membersOf(spec).filter(member => !isOnThisMachine(spec, member, own));
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

/** Of the service that the spec names already what is not said anew stays: token, certificates and user. */
function v3Service({adapters, loaded: {spec}}: ClusterContext, service: NamedService): DiscoveryMethod {
  const before = discoveryOf(spec);
  const known = knownOfService(before, service.endpoints);
  const client = {...known.client, ...service.client};
  if (Object.keys(client).length === 0 && before?.client !== undefined) {
    adapters.progress.warn(
      `certificates and user for ${before.endpoints?.join(', ') ?? 'the service before'} are not for another service: name those for it with --discovery-cacert, --discovery-cert, --discovery-user`,
    );
  }
  const named = {...service, token: service.token ?? known.token, client};
  return v3Method(adapters, named, spec.cluster);
}

/**
 * How the members of a spec that is there are to find each other by discovery.
 * @param isAsked whether a v2 service may be asked for a token
 */
export async function discoveryMethodFor(
  context: ClusterContext,
  service: NamedService,
  {isAsked}: {isAsked: boolean},
): Promise<DiscoveryMethod> {
  const {spec} = context.loaded;
  const {url, endpoints} = service;
  assertNamed(serviceProblems(service), SERVICE_FIXES);
  const {size} = discoveryOf(spec) ?? {};
  const kept = size === undefined ? {} : {size};
  if (url !== undefined) {
    const mayAsk = isAsked && has(spec.etcd.version, 'v2Discovery');
    return {...(await v2Method(context.adapters, url, {size: sizeOfSpec(spec), isAsked: mayAsk})), ...kept};
  }
  const method = endpoints === undefined ? await ownService(context) : v3Service(context, service);
  return {...method, ...kept};
}
