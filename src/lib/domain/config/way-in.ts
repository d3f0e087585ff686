import {clientOf} from '../discovery/client-files.js';
import {discoveryOf} from '../discovery/method.js';
import {initialClusterOf, joins, membersOf, votersOf} from '../nodes/node-urls.js';
import {srvPlaceOf, type SrvPlace} from '../nodes/srv-target.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {discoverySettings, type Entries} from './discovery-settings.js';

/**
 * Who joins must name every member there is, learners too. Who begins names those that begin with it: the others came
 * later, and etcd does not look at the list of a member that has its data.
 */
function peersAtStart(spec: ClusterSpec, node: SpecNode): SpecNode[] {
  return joins(node) ? membersOf(spec) : membersOf(spec).filter(member => !joins(member));
}

function srvSettings({domain, name}: SrvPlace): Entries {
  return [['discovery-srv', domain], ...(name === undefined ? [] : [['discovery-srv-name', name] as const])];
}

/**
 * How a member finds the others. Only who begins a cluster does so by a discovery service or by DNS; who joins gets
 * their list, since it has to be exactly what the cluster says.
 */
export function memberWayIn(spec: ClusterSpec, node: SpecNode): Entries {
  const begins = !joins(node);
  const service = begins ? discoveryOf(spec) : undefined;
  if (service !== undefined)
    return discoverySettings({...service, client: clientOf(spec, node)}, spec.etcd.version);
  const place = begins ? srvPlaceOf(spec) : undefined;
  const listed: Entries = [['initial-cluster', initialClusterOf(spec, peersAtStart(spec, node))]];
  return [
    ...(place === undefined ? listed : srvSettings(place)),
    ['initial-cluster-state', begins ? 'new' : 'existing'],
    ['initial-cluster-token', spec.token],
  ];
}

/**
 * How a v2 proxy finds the members. By a discovery service it would ask at its first start, whenever that is, and wait
 * for ever for one that is gone by then.
 */
export function proxyWayIn(spec: ClusterSpec): Entries {
  const place = srvPlaceOf(spec);
  if (place !== undefined) return srvSettings(place);
  return [['initial-cluster', initialClusterOf(spec, votersOf(spec))]];
}
