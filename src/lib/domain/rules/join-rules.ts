import type {EtcdProcess, Via} from '../process/etcd-process.js';
import {goQuoted} from '../process/go-url.js';
import {givenOf, isTrue} from '../process/values.js';
import {nearest} from '../text/nearest.js';
import type {Cluster} from './cluster.js';
import {isServer} from './judged.js';
import {listOf} from './listed.js';
import {exampleMember, exampleOfThree} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {quoted, spelled} from './spelling.js';

const STATES = ['new', 'existing'];

function stateWords(via: Via, value: string): string {
  if (via === 'config-file') return `unexpected clusterState ${goQuoted(value)}`;
  const where = via === 'flag' ? 'flag -initial-cluster-state' : 'ETCD_INITIAL_CLUSTER_STATE';
  return `invalid value ${goQuoted(value)} for ${where}: invalid value`;
}

function stateReports(process: EtcdProcess): Report[] {
  const given = givenOf(process, 'initial-cluster-state');
  if (!isServer(process) || given === undefined || given.unresolved) return [];
  const {value, via, place} = given;
  if (STATES.includes(value) || (value === '' && via === 'config-file')) return [];
  const meant = nearest(value.trim(), STATES, 3);
  return [
    {
      place,
      message: `initial-cluster-state is ${quoted(value)}, and must be new or existing`,
      fix: `write ${meant ?? 'new for the first start of a cluster, existing for a member that is added later'}`,
      etcdSays: stateWords(via, value),
    },
  ];
}

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
      message: `${quoted(name)} is to join an existing cluster, but initial-cluster names no other member to ask`,
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

function strictReports(process: EtcdProcess): Report[] {
  const given = givenOf(process, 'strict-reconfig-check');
  if (process.role !== 'member' || given === undefined || given.unresolved || isTrue(process, given.name))
    return [];
  return [
    {
      place: given.place,
      message:
        'strict-reconfig-check is off: this member carries out a change of members by which the quorum is lost',
      fix: `remove it, or write ${spelled(given.via, given.name, 'true')}`,
    },
  ];
}

/** Rules about joining a cluster, and about what lets a member do harm to its own. */
export const JOIN_RULES: readonly ProcessRule[] = [
  {
    id: 'initial-cluster-state',
    severity: 'error',
    title: 'An initial-cluster-state that is neither new nor existing',
    why: 'There are these two, in lower case.',
    etcd: 'refuses',
    bad: exampleMember({'initial-cluster-state': 'exisiting'}),
    good: exampleMember({'initial-cluster-state': 'new'}),
    check: stateReports,
  },
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
  {
    id: 'strict-reconfig-check',
    severity: 'warning',
    title: 'Changes of members without a check',
    why: 'etcd checks by default that enough members run before it adds or removes one. The sample file that etcd ships turns that off.',
    etcd: 'accepts',
    bad: exampleMember({'strict-reconfig-check': 'false'}),
    good: exampleMember({'strict-reconfig-check': 'true'}),
    check: strictReports,
  },
];
