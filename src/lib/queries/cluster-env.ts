import {clientUrlOf, membersOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../domain/spec/schema.js';

/** What etcdctl needs to reach the cluster, as the variables that it reads. */
export function etcdctlVariables(spec: ClusterSpec): Record<string, string> {
  return {
    ETCDCTL_ENDPOINTS: membersOf(spec)
      .map(member => clientUrlOf(spec, member))
      .join(','),
  };
}
