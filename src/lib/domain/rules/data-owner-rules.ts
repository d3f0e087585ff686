import {makesCluster, staticBootstrapOf} from '../machine/static-bootstrap.js';
import {walOwnerOf, type OtherBootstrap, type WalOwner} from '../machine/wal-owner.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import type {Cluster} from './cluster.js';
import {dataDirPlace, dataDirText} from './data-dir-rules.js';
import {exampleOfThree} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {enumerated, quoted} from './wording.js';

interface Owned {
  readonly clusterId: string;
  readonly owner: WalOwner;
}

function lookForOwner(process: EtcdProcess, {facts}: Cluster): Owned | undefined {
  const listed = staticBootstrapOf(process);
  const {clusterId, memberId} = facts.dataDir(process) ?? {};
  if (listed === undefined || clusterId === undefined || memberId === undefined) return undefined;
  return {clusterId, owner: walOwnerOf({clusterId, memberId}, listed)};
}

const OWNERS = new WeakMap<Cluster, Map<EtcdProcess, Owned | undefined>>();

/**
 * Whose data a member has, seen from its configuration; undefined where either does not tell. Worked out once, however
 * many rules ask.
 */
export function ownerOf(process: EtcdProcess, cluster: Cluster): Owned | undefined {
  const owners = OWNERS.get(cluster) ?? new Map<EtcdProcess, Owned | undefined>();
  OWNERS.set(cluster, owners);
  if (!owners.has(process)) owners.set(process, lookForOwner(process, cluster));
  return owners.get(process);
}

function otherClusterReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const {owner, clusterId = ''} = ownerOf(process, cluster) ?? {};
  // A member that joins has ids that do not follow from the configuration.
  if (owner?.kind !== 'other-cluster' || !makesCluster(process)) return [];
  if (clusterId === cluster.facts.ownClusterId) return [];
  return [
    {
      place: dataDirPlace(process),
      message: `the data directory ${dataDirText(process)} holds a member of cluster ${clusterId}, while initial-cluster and initial-cluster-token would make cluster ${owner.expectedClusterId}: etcd goes on with the data and ignores both`,
      fix: 'name an empty data-dir for a new cluster; if the data is right, because its peer URLs or its token changed since, write initial-cluster-state: existing',
    },
  ];
}

function otherMemberReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const owner = ownerOf(process, cluster)?.owner;
  if (owner?.kind !== 'other-member') return [];
  return [
    {
      place: dataDirPlace(process),
      message: `the data directory ${dataDirText(process)} is that of ${quoted(owner.name)}, another member of the same cluster`,
      fix: 'name the data-dir of this member; never start two members from the same data',
    },
  ];
}

/** How the ids were made, as the end of a sentence. */
function bootstrapText({names, token, scheme, isDefault}: OtherBootstrap): string {
  if (isDefault) return "with etcd's own default for initial-cluster, as by a restored snapshot";
  const parts = [
    ...(names === undefined ? [] : [`${enumerated(names.map(name => quoted(name)))} alone`]),
    ...(token === undefined ? [] : [`token ${quoted(token)}`]),
    ...(scheme === undefined ? [] : [`peer URLs on ${scheme}`]),
  ];
  return parts.length === 0 ? 'with other members in the list' : `with ${enumerated(parts)}`;
}

/** Members of a cluster of ours have come and gone since; etcdops has written the list, and etcd is right to ignore it. */
function hasGrown({token, scheme}: OtherBootstrap, clusterId: string, {facts}: Cluster): boolean {
  return token === undefined && scheme === undefined && clusterId === facts.ownClusterId;
}

/** How the data was begun otherwise than is written now, as the end of a sentence; undefined where it is as it should be. */
function otherBeginning({owner, clusterId}: Owned, cluster: Cluster): string | undefined {
  if (owner.kind === 'itself-once')
    return hasGrown(owner.bootstrap, clusterId, cluster) ? undefined : bootstrapText(owner.bootstrap);
  // The id of a member whose peer URLs were changed since follows from nothing that is written.
  const isOwn = owner.kind === 'other-cluster' && clusterId === cluster.facts.ownClusterId;
  return isOwn ? 'with other peer URLs or another token' : undefined;
}

function ignoredReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const owned = ownerOf(process, cluster);
  const beginning = owned && otherBeginning(owned, cluster);
  if (beginning === undefined || !makesCluster(process)) return [];
  return [
    {
      place: dataDirPlace(process),
      message: `the data in ${dataDirText(process)} was bootstrapped ${beginning}: etcd goes on with that and ignores initial-cluster and initial-cluster-token`,
      fix: 'if the cluster has changed since, write initial-cluster-state: existing; for a new cluster, name an empty data-dir',
    },
  ];
}

const MEMBER = exampleOfThree();
const DATA = {hasMember: true, hasWal: true, hasDb: true, clusterId: '784113e26ff14b2e'};
/** What the first member of the example gets, and what the second. */
const INFRA0 = {dataDirs: {'/var/lib/etcd': {...DATA, memberId: 'e2d65b144fb6f4f7'}}};
const INFRA1 = {dataDirs: {'/var/lib/etcd': {...DATA, memberId: '61b8dbfb5f68cc0f'}}};
/** What the first member gets where it is alone in the list. */
const ALONE = {
  dataDirs: {'/var/lib/etcd': {...DATA, clusterId: '4bde3a1eb757e01a', memberId: 'e2d65b144fb6f4f7'}},
};

/** Rules about whose data a member has. */
export const DATA_OWNER_RULES: readonly ProcessRule[] = [
  {
    id: 'data-dir-other-cluster',
    severity: 'error',
    title: 'A data directory that holds another cluster',
    why: 'Once there is a write-ahead log, etcd looks at none of the initial settings. A member that is to start a new cluster goes on with the old one, its members and its data. Every data directory names its cluster, and for a static bootstrap the id follows from peer URLs and token.',
    etcd: 'accepts',
    bad: {...exampleOfThree({'initial-cluster-token': 'orders-2'}), machine: INFRA0},
    good: {...MEMBER, machine: INFRA0},
    check: otherClusterReports,
  },
  {
    id: 'data-dir-other-member',
    severity: 'error',
    title: 'A data directory of another member',
    why: 'A member is who its data says, whatever its name is. Two members with the same data break the promises that each has made to the cluster, and data that was committed can be lost.',
    etcd: 'accepts',
    bad: {...MEMBER, machine: INFRA1},
    good: {...MEMBER, machine: INFRA0},
    check: otherMemberReports,
  },
  {
    id: 'bootstrap-settings-ignored',
    severity: 'info',
    title: 'Initial settings other than those that the data was begun with',
    why: 'The ids in the data show that it was bootstrapped with another list, token or scheme. etcd ignores what is written now. In a cluster that has grown or changed that is as it should be; for one that was tried with other settings first, the change has no effect.',
    etcd: 'accepts',
    bad: {...MEMBER, machine: ALONE},
    good: {...exampleOfThree({'initial-cluster-state': 'existing'}), machine: ALONE},
    check: ignoredReports,
  },
];
