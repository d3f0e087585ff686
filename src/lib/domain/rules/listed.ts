import {bootstrapOf, type Bootstrap} from '../process/bootstrap.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import type {EtcdUrl} from '../process/etcd-url.js';
import type {InitialCluster} from '../process/initial-cluster.js';
import type {Cluster} from './cluster.js';
import {begins} from './judged.js';

/** A member that is about to begin with a list that etcd can read. */
export interface Listed extends Bootstrap {
  readonly list: InitialCluster;
}

/** How a member begins, where it begins with a list; with `given`, one that somebody wrote. */
export function listOf(process: EtcdProcess, cluster: Cluster): Listed | undefined {
  if (!begins(process, cluster)) return undefined;
  const bootstrap = bootstrapOf(process);
  const {list} = bootstrap;
  return list === undefined || list.isCut || list.bad.length > 0 ? undefined : {...bootstrap, list};
}

/** As {@link listOf}, where somebody wrote the list. */
export function writtenListOf(
  process: EtcdProcess,
  cluster: Cluster,
): (Listed & {readonly given: Assignment}) | undefined {
  const listed = listOf(process, cluster);
  return listed?.given === undefined ? undefined : {...listed, given: listed.given};
}

/** URLs of one member as entries of a list. */
export function entriesText(name: string, urls: readonly EtcdUrl[]): string {
  return urls.map(({text}) => `${name}=${text}`).join(',');
}
