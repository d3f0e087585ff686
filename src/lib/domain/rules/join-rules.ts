import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf, isTrue} from '../process/values.js';
import type {Cluster} from './cluster.js';
import {listOf} from './listed.js';
import {exampleMember, exampleOfThree} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

function aloneReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const known = listOf(process, cluster);
  const given = givenOf(process, 'initial-cluster-state');
  if (known?.state !== 'existing' || given === undefined) return [];
  const {list, name} = known;
  const isAlone = list.urls.size === 1 && name !== undefined && list.urls.has(name);
  if (!isAlone) return [];
  return [
    {
      place: given.place,
      message: `${shown(name)} is to join an existing cluster, but initial-cluster names no other member to ask`,
      fix: 'name all members of the cluster in initial-cluster, or write initial-cluster-state new for a cluster of its own',
      etcdSays:
        'cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs',
    },
  ];
}

function forceReports(process: EtcdProcess): Report[] {
  const given = givenOf(process, 'force-new-cluster');
  if (process.role !== 'member' || given === undefined || given.unresolved || !isTrue(process, given.name))
    return [];
  return [
    {
      place: given.place,
      message: 'force-new-cluster makes this member drop all others, again at each start',
      fix: 'remove it once the cluster is saved',
    },
  ];
}

/** Rules about joining a cluster, and about leaving one by force. */
export const JOIN_RULES: readonly ProcessRule[] = [
  {
    id: 'existing-alone',
    severity: 'error',
    title: 'Joining an existing cluster without naming its members',
    why: 'With initial-cluster-state existing, a member asks the others in its initial-cluster for the cluster. Where it stands there alone, there is nobody to ask.',
    etcd: 'refuses',
    bad: exampleMember({'initial-cluster-state': 'existing'}),
    good: exampleOfThree({'initial-cluster-state': 'existing'}),
    check: aloneReports,
  },
  {
    id: 'force-new-cluster',
    severity: 'warning',
    title: 'A forced new cluster left in a configuration',
    why: 'It is for one start, to save a cluster that lost its quorum. Left in place, the next start removes every member that joined since.',
    etcd: 'accepts',
    bad: exampleMember({'force-new-cluster': 'true'}),
    good: exampleMember({'force-new-cluster': 'false'}),
    check: forceReports,
  },
];
