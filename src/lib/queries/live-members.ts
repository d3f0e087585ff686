import {absence, liveMembers} from '../domain/cluster/member-verdict.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import type {LiveMember} from '../domain/proxies/endpoints.js';
import {OpsError} from '../errors/ops-error.js';
import {readState} from './cluster-state.js';
import type {LoadedSpec} from './load-spec.js';
import {observeNodes, type Observer} from './observe-cluster.js';

/** The members as the cluster itself has them. Throws E_UNHEALTHY where none that takes part tells. */
export async function readLiveMembers(
  observer: Observer,
  {spec, folder}: Pick<LoadedSpec, 'spec' | 'folder'>,
): Promise<readonly LiveMember[]> {
  const [{clusterId}, observed] = await Promise.all([
    readState(observer, folder),
    observeNodes(observer, {...spec, nodes: membersOf(spec)}, folder),
  ]);
  const members = liveMembers(observed, clusterId);
  if (members !== undefined) return members;
  const reasons = observed.map(member => `${member.name} ${absence(member, clusterId) ?? 'tells nothing'}`);
  throw new OpsError('E_UNHEALTHY', `nobody tells who the members are: ${reasons.join('; ')}`, {
    hints: ['etcdops status', 'etcdops up starts members that are stopped, then the same line again'],
  });
}
