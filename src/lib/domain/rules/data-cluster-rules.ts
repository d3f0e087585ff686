import {dataDirsOf} from '../machine/data-dirs.js';
import {areOfOneCluster, makesCluster, staticBootstrapOf} from '../machine/static-bootstrap.js';
import {expectedClusterId} from '../machine/wal-owner.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import type {Cluster, DataDirFact} from './cluster.js';
import {dataDirPlace, dataDirText} from './data-dir-rules.js';
import {ownerOf} from './data-owner-rules.js';
import type {ExampleMachine} from './example-machine.js';
import {exampleOnOneMachine} from './rule-examples.js';
import type {ClusterRule, Report} from './rule.js';
import {quoted} from './wording.js';

/** A member and the cluster that it is one of: by its data, or, without any, by the bootstrap to come. */
interface Side {
  readonly process: EtcdProcess;
  readonly clusterId: string;
  readonly hasData: boolean;
}

function idToCome(process: EtcdProcess): string | undefined {
  const listed = makesCluster(process) ? staticBootstrapOf(process) : undefined;
  return listed === undefined ? undefined : expectedClusterId(listed);
}

function sideOf(process: EtcdProcess, fact: DataDirFact): Side[] {
  const clusterId = fact.hasWal ? fact.clusterId : idToCome(process);
  return clusterId === undefined ? [] : [{process, clusterId, hasData: fact.hasWal}];
}

/** The id that most members have; among equals that of the first with data. */
function prevailing(sides: readonly Side[]): string | undefined {
  const counts = new Map<string, number>();
  const withDataFirst = [...sides.filter(({hasData}) => hasData), ...sides];
  for (const {clusterId} of withDataFirst) counts.set(clusterId, 0);
  for (const {clusterId} of sides) counts.set(clusterId, counts.get(clusterId)! + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Its data alone shows that something is wrong, and another rule says so. */
function isJudgedAlone(process: EtcdProcess, cluster: Cluster): boolean {
  return makesCluster(process) && ownerOf(process, cluster)?.owner.kind === 'other-cluster';
}

function sideText({process, clusterId, hasData}: Side): string {
  const name = quoted(nameOf(process));
  return hasData
    ? `${name} is by its data a member of cluster ${clusterId}`
    : `${name} has no data and would make cluster ${clusterId}`;
}

function differentClusterReports(cluster: Cluster): Report[] {
  const facts = cluster.members.flatMap(process => {
    const fact = cluster.facts.dataDir(process);
    return fact === undefined ? [] : [{process, fact}];
  });
  // Before the first start there is nothing to compare, and ids of large lists take their time.
  if (!facts.some(({fact}) => fact.hasWal)) return [];
  const sides = facts.flatMap(({process, fact}) => sideOf(process, fact));
  const usual = prevailing(sides);
  return sides.flatMap((side): Report[] => {
    const {process, clusterId} = side;
    if (clusterId === usual || isJudgedAlone(process, cluster)) return [];
    const other = sides.find(
      candidate => candidate.clusterId === usual && areOfOneCluster(process, candidate.process),
    );
    if (other === undefined) return [];
    return [
      {
        place: dataDirPlace(process),
        member: nameOf(process),
        message: `${sideText(side)}, while ${sideText(other)}: they will never talk to each other`,
        fix: side.hasData
          ? 'set its data directory aside; then etcdctl member add, and start it with initial-cluster-state: existing'
          : 'etcdctl member add, then start it with initial-cluster-state: existing',
      },
    ];
  });
}

/** A member and its data. */
interface Holder {
  readonly process: EtcdProcess;
  readonly fact: DataDirFact;
}

/** Why two members cannot both have what they have; undefined where they can, or where others say so. */
function sharedText(holder: Holder, first: Holder): string | undefined {
  const [own, other] = [dataDirText(holder.process), dataDirText(first.process)];
  const name = quoted(nameOf(first.process));
  if (holder.fact.path !== first.fact.path) return `${own} is a copy of ${other}, the data of ${name}`;
  const isWrittenAlike = dataDirsOf(holder.process)?.dataDir === dataDirsOf(first.process)?.dataDir;
  return isWrittenAlike ? undefined : `${own} and ${other}, the data directory of ${name}, are one folder`;
}

function sameMemberReports(cluster: Cluster): Report[] {
  const firstOf = new Map<string, Holder>();
  return cluster.members.flatMap((process): Report[] => {
    const fact = cluster.facts.dataDir(process);
    if (fact === undefined || ownerOf(process, cluster)?.owner.kind === 'other-member') return [];
    const holder = {process, fact};
    const id = fact.memberId === undefined ? undefined : `${fact.clusterId}/${fact.memberId}`;
    const keys = [fact.path, id].filter(key => key !== undefined);
    const first = keys.map(key => firstOf.get(key)).find(known => known !== undefined);
    for (const key of keys) if (!firstOf.has(key)) firstOf.set(key, holder);
    const text = first === undefined ? undefined : sharedText(holder, first);
    if (text === undefined) return [];
    const fix = 'give this member a data directory of its own: an empty one, or its own data';
    return [{place: dataDirPlace(process), member: nameOf(process), message: text, fix}];
  });
}

const MEMBERS = exampleOnOneMachine();

/** The data of the first two members, with what is wrong about that of the second. */
function machineWith(infra1: Partial<DataDirFact> = {}): ExampleMachine {
  const data = {hasMember: true, hasWal: true, hasDb: true, clusterId: 'e2bdbe1f28981fb4'};
  return {
    dataDirs: {
      '/var/lib/etcd/infra0': {...data, memberId: '482a20b95f0a8a42'},
      '/var/lib/etcd/infra1': {...data, memberId: '298543c5c752c54f', ...infra1},
    },
  };
}

/** Rules that compare the data of members. */
export const DATA_CLUSTER_RULES: readonly ClusterRule[] = [
  {
    id: 'data-dirs-of-different-clusters',
    severity: 'error',
    title: 'Members of one configuration whose data is of different clusters',
    why: 'A member belongs to the cluster that its data names, or, without data, to the one that its initial settings make. Members with different cluster ids drop whatever the other sends, for ever. It comes about where a first start failed and the settings were mended afterwards, or where one data directory was emptied.',
    etcd: 'accepts',
    bad: {...MEMBERS, machine: machineWith({clusterId: '905b8e5d3f1c2a77'})},
    good: {...MEMBERS, machine: machineWith()},
    compare: differentClusterReports,
  },
  {
    id: 'data-dir-of-same-member',
    severity: 'error',
    title: 'Two members with the same data',
    why: 'A data directory that was copied makes both processes the same member, and one that both reach through a link can be used by one alone: the second waits for ever. The cluster counts both as one, and what they promise contradicts itself.',
    etcd: 'accepts',
    bad: {...MEMBERS, machine: machineWith({path: '/var/lib/etcd/infra0'})},
    good: {...MEMBERS, machine: machineWith()},
    compare: sameMemberReports,
  },
];
