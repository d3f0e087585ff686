import type {EtcdProcess} from '../process/etcd-process.js';
import {MOST_SHOWN, type ClusterEntry, type InitialCluster} from '../process/initial-cluster.js';
import {placeOfPart} from '../process/part-place.js';
import {peerUrlsOf} from '../process/values.js';
import type {Cluster} from './cluster.js';
import {placeOf} from './judged.js';
import {writtenListOf} from './listed.js';
import {membersByName} from './members.js';
import {exampleMember, exampleOfThree} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

type Oddity = 'white-space' | 'remark';

/** What is odd about the name of an entry, as people write names. */
export function oddityOf(name: string): Oddity | undefined {
  const inside = name.trim();
  if (/\s|#/.test(inside) || inside.startsWith('//')) return 'remark';
  return inside === name || inside === '' ? undefined : 'white-space';
}

interface OddEntry {
  readonly entry: ClusterEntry;
  readonly oddity: Oddity;
}

const READ = new WeakMap<InitialCluster, readonly OddEntry[]>();

/** All members of a cluster have the same list, so it is looked through once for all. */
function oddEntries(list: InitialCluster): readonly OddEntry[] {
  const known = READ.get(list);
  if (known !== undefined) return known;
  const odd = list.entries
    .flatMap(entry => {
      const oddity = oddityOf(entry.name);
      return oddity === undefined ? [] : [{entry, oddity}];
    })
    .slice(0, MOST_SHOWN);
  READ.set(list, odd);
  return odd;
}

function oddReports(
  {process, cluster, oddity}: {process: EtcdProcess; cluster: Cluster; oddity: Oddity},
  rest: (entry: ClusterEntry) => Omit<Report, 'place'>,
): Report[] {
  const known = writtenListOf(process, cluster);
  if (known === undefined) return [];
  return (
    oddEntries(known.list)
      .filter(odd => odd.oddity === oddity)
      // A member that really has such a name.
      .filter(({entry}) => !membersByName(cluster).has(entry.name))
      .map(({entry}) => ({...rest(entry), place: placeOfPart(known.given, entry.offset, entry.length)}))
  );
}

function isKnownToHaveSeveral(cluster: Cluster, name: string): boolean {
  return (membersByName(cluster).get(name) ?? []).some(member => peerUrlsOf(member).length > 1);
}

/** One name with several URLs where every other has one: more likely a name that was not changed after copying. */
function twiceReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const known = writtenListOf(process, cluster);
  if (known === undefined) return [];
  const {list, given} = known;
  const several = [...list.urls].filter(([, urls]) => new Set(urls.map(({text}) => text)).size > 1);
  const [[name] = []] = several;
  if (several.length !== 1 || list.urls.size < 2 || name === undefined || name === known.name) return [];
  if (isKnownToHaveSeveral(cluster, name)) return [];
  return list.entries
    .filter(entry => entry.name === name)
    .slice(1, 2)
    .map(({url, offset, length}) => ({
      place: placeOfPart(given, offset, length),
      message: `initial-cluster has ${shown(name)} more than once: ${shown(url.text)} becomes a further URL of it, and no member of its own`,
      fix: 'write the name of the other member, or leave it if one member has both URLs',
    }));
}

function defaultNameReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const known = writtenListOf(process, cluster);
  if (known?.name !== 'default' || known.list.urls.size < 2 || !known.list.urls.has('default')) return [];
  return [
    {
      place: placeOf(process, 'name', 'initial-cluster'),
      message: 'one of several members is called "default", as is any other that is given no name',
      fix: 'give it a name of its own, in initial-cluster too',
    },
  ];
}

/** Rules about the names in the list. */
export const ENTRY_NAME_RULES: readonly ProcessRule[] = [
  {
    id: 'initial-cluster-whitespace',
    severity: 'error',
    title: 'White space around a name in initial-cluster',
    why: 'Only around a URL etcd removes it. A blank behind a comma becomes the first letter of the next name, and the member that is meant does not find itself in the list.',
    etcd: 'accepts',
    bad: exampleOfThree({
      'initial-cluster':
        'infra0=http://10.0.0.1:2380, infra1=http://10.0.0.2:2380, infra2=http://10.0.0.3:2380',
    }),
    good: exampleOfThree(),
    check: (process, cluster) =>
      oddReports({process, cluster, oddity: 'white-space'}, ({name}) => ({
        message: `initial-cluster has a member ${shown(name)}: the white space is part of its name`,
        fix: `write ${shown(name.trim())} without white space around it`,
      })),
  },
  {
    id: 'initial-cluster-remark',
    severity: 'error',
    title: 'A remark among the members of initial-cluster',
    why: 'The value has no remarks. What stands before the next "=" is the name of a member, whatever it says.',
    etcd: 'accepts',
    bad: exampleOfThree({
      'initial-cluster':
        "'infra0=http://10.0.0.1:2380,# second rack infra1=http://10.0.0.2:2380,infra2=http://10.0.0.3:2380'",
    }),
    good: exampleOfThree(),
    check: (process, cluster) =>
      oddReports({process, cluster, oddity: 'remark'}, ({name}) => ({
        message: `initial-cluster takes ${shown(name)} for the name of a member`,
        fix: `write ${shown(name.trim().split(/\s+/).at(-1) ?? '')} alone`,
      })),
  },
  {
    id: 'initial-cluster-name-twice',
    severity: 'warning',
    title: 'One name for two entries of initial-cluster',
    why: 'A name that comes twice is one member with two URLs. That is meant where each member has two; where one alone does, its name was most likely copied.',
    etcd: 'accepts',
    bad: exampleOfThree({
      'initial-cluster':
        'infra0=http://10.0.0.1:2380,infra1=http://10.0.0.2:2380,infra1=http://10.0.0.3:2380',
    }),
    good: exampleOfThree(),
    check: twiceReports,
  },
  {
    id: 'default-name',
    severity: 'warning',
    title: 'A member called default among others',
    why: 'Any member that is given no name is called that. Two of them are taken for one with two URLs.',
    etcd: 'accepts',
    bad: exampleOfThree({
      name: null,
      'initial-cluster':
        'default=http://10.0.0.1:2380,infra1=http://10.0.0.2:2380,infra2=http://10.0.0.3:2380',
    }),
    good: exampleMember({name: null, 'initial-cluster': 'default=http://10.0.0.1:2380'}),
    check: defaultNameReports,
  },
];
