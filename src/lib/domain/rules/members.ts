import {addressesOf} from '../process/addresses.js';
import {bootstrapOf} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isSocket} from '../process/etcd-url.js';
import {hostKindOf} from '../process/host-kind.js';
import type {Cluster} from './cluster.js';

interface MemberFacts {
  readonly byName: ReadonlyMap<string, readonly EtcdProcess[]>;
  readonly isSpread: boolean;
}

function namesOf(members: readonly EtcdProcess[]): Map<string, EtcdProcess[]> {
  const byName = new Map<string, EtcdProcess[]>();
  for (const member of members) {
    const {name} = bootstrapOf(member);
    if (name === undefined) continue;
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [member]);
    else same.push(member);
  }
  return byName;
}

/** Leads to one machine, wherever somebody stands: by an address, or by a name. */
function isReachedOverNetwork(member: EtcdProcess): boolean {
  const {urls} = addressesOf(member)['initial-advertise-peer-urls'];
  return urls.some(url => !isSocket(url) && ['address', 'name'].includes(hostKindOf(url.host)));
}

const READ = new WeakMap<Cluster, MemberFacts>();

function factsOf(cluster: Cluster): MemberFacts {
  const known = READ.get(cluster);
  if (known !== undefined) return known;
  const {members} = cluster;
  const facts = {byName: namesOf(members), isSpread: members.some(isReachedOverNetwork)};
  READ.set(cluster, facts);
  return facts;
}

/** The members of a cluster by name, those left out whose name only their machine knows. */
export function membersByName(cluster: Cluster): ReadonlyMap<string, readonly EtcdProcess[]> {
  return factsOf(cluster).byName;
}

/** Some member is reached over a network, so that loopback is not the same for all. */
export function isSpread(cluster: Cluster): boolean {
  return factsOf(cluster).isSpread;
}
