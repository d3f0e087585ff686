import {bootstrapOf} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import type {InitialCluster} from '../process/initial-cluster.js';
import {givenOf, valueOf} from '../process/values.js';
import type {ListedMembers} from './wal-owner.js';

/** The list that is written for a member; of one that is made up by etcd, or comes from discovery, nothing. */
function writtenList(process: EtcdProcess): InitialCluster | undefined {
  const {list, given, discovery} = bootstrapOf(process);
  return given === undefined || discovery.length > 0 || list?.bad.length !== 0 ? undefined : list;
}

const MEMBERS = new WeakMap<InitialCluster, ListedMembers['members']>();

/** The members of a list; the same array for all that share the list. */
function membersOf(list: InitialCluster): ListedMembers['members'] {
  const known = MEMBERS.get(list);
  if (known !== undefined) return known;
  const members = [...list.urls].map(([name, urls]) => ({name, peerUrls: urls.map(({text}) => text)}));
  MEMBERS.set(list, members);
  return members;
}

/**
 * The static bootstrap that a member is configured for, which decides its ids. Undefined where the list is left out
 * (many start a member again without it), where it is not one of the list, and where anything of it is not known.
 */
export function staticBootstrapOf(process: EtcdProcess): ListedMembers | undefined {
  if (process.role !== 'member' || process.isIncomplete) return undefined;
  const {name} = bootstrapOf(process);
  const list = writtenList(process);
  if (name === undefined || list?.urls.has(name) !== true) return undefined;
  if (givenOf(process, 'initial-cluster-token')?.unresolved) return undefined;
  return {
    ownName: name,
    token: valueOf(process, 'initial-cluster-token') ?? '',
    members: membersOf(list),
  };
}

/** Whether the member is to make its cluster, rather than to join one that is there. */
export function makesCluster(process: EtcdProcess): boolean {
  return bootstrapOf(process).state === 'new';
}

/** Whether one of two members counts the other as one of its cluster. */
export function areOfOneCluster(a: EtcdProcess, b: EtcdProcess): boolean {
  const [first, second] = [bootstrapOf(a), bootstrapOf(b)];
  const lists = (list: InitialCluster | undefined, name: string | undefined): boolean =>
    name !== undefined && list?.urls.has(name) === true;
  if (lists(first.list, second.name) || lists(second.list, first.name)) return true;
  const place = ({discovery}: typeof first): string => discovery.map(({value}) => value).join(' ');
  return place(first) !== '' && place(first) === place(second);
}
