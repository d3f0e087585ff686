import type {Adapters} from '../adapters/adapters.js';
import {listMembers} from '../domain/membership/list-members.js';
import type {MemberListing} from '../domain/membership/member-listing.js';
import {readState} from './cluster-state.js';
import type {LoadedSpec} from './load-spec.js';
import {observeMembership} from './observe-membership.js';

type Lister = Pick<Adapters, 'clock' | 'etcdApi' | 'files' | 'signal'>;

/** The members of the cluster, dead ones included. Throws E_UNREACHABLE where nobody tells who they are. */
export async function memberListing(
  lister: Lister,
  {spec, folder}: Pick<LoadedSpec, 'spec' | 'folder'>,
): Promise<MemberListing> {
  const {clusterId, nodes: made} = await readState(lister, folder);
  return listMembers(spec, await observeMembership(lister, {spec, clusterId, made}));
}
