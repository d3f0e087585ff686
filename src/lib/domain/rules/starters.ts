import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import type {InitialCluster} from '../process/initial-cluster.js';
import type {Cluster} from './cluster.js';
import {listOf} from './listed.js';

/** A member that is to begin a new cluster by a list. */
export interface Starter {
  readonly process: EtcdProcess;
  readonly name: string;
  readonly list: InitialCluster;
  /** Missing where etcd makes the list up, of this member alone. */
  readonly given?: Assignment;
}

const READ = new WeakMap<Cluster, readonly Starter[]>();

/** Those that begin together: their lists have to be one. Who joins later has a list of its own time. */
export function startersOf(cluster: Cluster): readonly Starter[] {
  const known = READ.get(cluster);
  if (known !== undefined) return known;
  const starters = cluster.members.flatMap((process): Starter[] => {
    const listed = listOf(process, cluster);
    if (listed?.name === undefined || listed.state !== 'new') return [];
    const {name, list, given} = listed;
    return [{process, name, list, ...(given === undefined ? {} : {given})}];
  });
  READ.set(cluster, starters);
  return starters;
}

const KEYS = new WeakMap<InitialCluster, string>();

/** Peer URLs of each member, without the names: two lists with the same ones are the same cluster to etcd. */
export function urlsKey(list: InitialCluster): string {
  const known = KEYS.get(list);
  if (known !== undefined) return known;
  const members = [...list.urls.values()].map(urls =>
    [...new Set(urls.map(({text}) => text))].sort().join(' '),
  );
  const key = members.sort().join(',');
  KEYS.set(list, key);
  return key;
}
