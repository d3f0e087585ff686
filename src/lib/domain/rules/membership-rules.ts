import {evenSizeText} from '../cluster/quorum.js';
import {bootstrapOf} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {MOST_ENTRIES, type ClusterEntry} from '../process/initial-cluster.js';
import {placeOfPart} from '../process/part-place.js';
import {givenOf, nameOf, valueOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {isWhole, placeOf} from './judged.js';
import {writtenListOf} from './listed.js';
import {membersByName} from './members.js';
import {exampleCluster, exampleMember, exampleOfThree} from './rule-examples.js';
import type {ClusterRule, Report} from './rule.js';
import {startersOf} from './starters.js';
import {shown} from './wording.js';

/** More members cost every write a wider agreement and gain nothing that seven do not have. */
const MAX_SENSIBLE_MEMBERS = 7;

interface Size {
  readonly count: number;
  /** Whose list it is. */
  readonly process: EtcdProcess;
}

/** How many members there will be once the cluster is complete; undefined where that is not known. */
function sizeOf(cluster: Cluster): Size | undefined {
  const sizes = startersOf(cluster).map(({process, list}) => ({process, count: list.urls.size}));
  const [largest] = sizes.sort((a, b) => b.count - a.count);
  if (largest !== undefined) return largest;
  // Members that join name those of their time; only where all are given it is clear that there are no more to come.
  const {members} = cluster;
  const counts = members.map(process => writtenListOf(process, cluster)?.list.urls.size);
  const [process] = members;
  const isComplete = members.length > 1 && counts.every(count => count === members.length);
  return process !== undefined && isComplete ? {process, count: members.length} : undefined;
}

function sizeReports(
  cluster: Cluster,
  report: (count: number) => Pick<Report, 'message' | 'fix'> | undefined,
): Report[] {
  const size = sizeOf(cluster);
  const found = size && report(size.count);
  if (size === undefined || found === undefined) return [];
  const place = placeOf(size.process, 'initial-cluster');
  return [{...found, place, member: nameOf(size.process)}];
}

function manyReports(cluster: Cluster): Report[] {
  const endless = cluster.members.find(process => bootstrapOf(process).list?.isCut);
  if (endless !== undefined) {
    const place = placeOf(endless, 'initial-cluster');
    const message = `initial-cluster has more than ${MOST_ENTRIES} entries, and is not looked at any further`;
    return [{place, member: nameOf(endless), message, fix: 'write the members of this cluster alone'}];
  }
  return sizeReports(cluster, count =>
    count <= MAX_SENSIBLE_MEMBERS
      ? undefined
      : {
          message: `${count} members: each write waits for ${Math.floor(count / 2) + 1} of them`,
          fix: `use at most ${MAX_SENSIBLE_MEMBERS} members`,
        },
  );
}

function duplicateReports(cluster: Cluster): Report[] {
  return [...membersByName(cluster).entries()].flatMap(([name, all]) => {
    const [first, ...others] = all.filter(isWhole);
    return others.map(process => {
      const given = givenOf(process, 'name');
      return {
        place: placeOf(process, 'name', 'initial-advertise-peer-urls', 'initial-cluster'),
        member: name,
        message:
          given === undefined
            ? `no name is given, so etcd calls this member ${shown(name)}, like the one in ${printable(first?.place.file ?? '')}`
            : `the name ${shown(name)} stands on more than one member; the other is in ${printable(first?.place.file ?? '')}`,
        fix: 'give every member a name of its own',
      };
    });
  });
}

function tokenReports(cluster: Cluster): Report[] {
  const [first] = startersOf(cluster).filter(({list}) => list.urls.size > 1);
  const given = first && givenOf(first.process, 'initial-cluster-token');
  if (first?.given === undefined || given?.unresolved) return [];
  if (valueOf(first.process, 'initial-cluster-token') !== 'etcd-cluster') return [];
  return [
    {
      place: (given ?? first.given).place,
      member: first.name,
      message: 'the token is the default of etcd: another cluster with it and the same URLs has the same id',
      fix: 'write an initial-cluster-token that no other cluster has, the same into each member',
    },
  ];
}

/** An entry with the scheme that fewer have. */
function oddScheme(entries: readonly ClusterEntry[]): ClusterEntry | undefined {
  const plain = entries.filter(({url}) => url.scheme === 'http');
  const secure = entries.filter(({url}) => url.scheme === 'https');
  if (plain.length === 0 || secure.length === 0) return undefined;
  return plain.length > secure.length ? secure[0] : plain[0];
}

function schemeReports(cluster: Cluster): Report[] {
  for (const process of cluster.members) {
    const listed = writtenListOf(process, cluster);
    const odd = listed && oddScheme(listed.list.entries);
    if (listed === undefined || odd === undefined) continue;
    const {name, url, offset, length} = odd;
    return [
      {
        place: placeOfPart(listed.given, offset, length),
        member: nameOf(process),
        message: `initial-cluster has ${shown(url.text)} for ${shown(name)}, and other members with ${url.scheme === 'http' ? 'https' : 'http'}`,
        fix: 'let all members speak TLS to each other, or none',
      },
    ];
  }
  return [];
}

/** Rules about who the members of a cluster are. */
export const MEMBERSHIP_RULES: readonly ClusterRule[] = [
  {
    id: 'duplicate-name',
    severity: 'error',
    title: 'Two members of one name',
    why: 'etcd finds the URLs of a member by its name, and takes two of one name for one with two URLs. Any that is given no name is called default.',
    etcd: 'accepts',
    bad: exampleCluster({infra2: {name: 'infra1'}}),
    good: exampleCluster(),
    compare: duplicateReports,
  },
  {
    id: 'even-members',
    severity: 'warning',
    title: 'An even number of members',
    why: 'A quorum is more than half. Four members bear the loss of one, as three do, and there is one more to lose.',
    etcd: 'accepts',
    bad: exampleOfThree({
      'initial-cluster':
        'infra0=http://10.0.0.1:2380,infra1=http://10.0.0.2:2380,infra2=http://10.0.0.3:2380,infra3=http://10.0.0.4:2380',
    }),
    good: exampleOfThree(),
    compare: cluster =>
      sizeReports(cluster, count =>
        count % 2 === 1 || count === 0
          ? undefined
          : {
              message: evenSizeText(count),
              fix: `use ${count + 1} members, or ${count - 1}`,
            },
      ),
  },
  {
    id: 'many-members',
    severity: 'warning',
    title: 'More members than help',
    why: 'Each write waits for more than half of all members. Seven bear the loss of three; more make every write slower and gain little.',
    etcd: 'accepts',
    bad: exampleMember({
      'initial-cluster': Array.from(
        {length: 9},
        (_, index) => `infra${index}=http://10.0.0.${index + 1}:2380`,
      ).join(','),
      'initial-cluster-token': 'orders-1',
    }),
    good: exampleOfThree(),
    compare: manyReports,
  },
  {
    id: 'default-token',
    severity: 'info',
    title: 'A cluster with the default token',
    why: 'The token keeps clusters apart that by a slip have the same URLs: a member with a copied configuration, a cluster that was built anew. One of its own costs nothing.',
    etcd: 'accepts',
    bad: exampleOfThree({'initial-cluster-token': null}),
    good: exampleOfThree(),
    compare: tokenReports,
  },
  {
    id: 'peer-scheme-mix',
    severity: 'warning',
    title: 'Members with and without TLS in one cluster',
    why: 'Each connection is as its URL says. One member on plain http is where the traffic of all can be read, and where anybody may pass for a member.',
    etcd: 'accepts',
    bad: exampleOfThree({
      'initial-cluster':
        'infra0=http://10.0.0.1:2380,infra1=https://10.0.0.2:2380,infra2=https://10.0.0.3:2380',
    }),
    good: exampleOfThree(),
    compare: schemeReports,
  },
];
