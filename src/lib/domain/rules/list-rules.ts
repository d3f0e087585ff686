import type {InitialCluster} from '../process/initial-cluster.js';
import {givenOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {isWhole, placeOf} from './judged.js';
import {majorityOf} from './majority.js';
import {membersByName} from './members.js';
import {exampleCluster} from './rule-examples.js';
import type {ClusterRule, Report} from './rule.js';
import {startersOf, urlsKey, type Starter} from './starters.js';
import {enumerated, shown} from './wording.js';

/** Members that no other one has in its list, although others begin beside them. */
function unlisted(starters: readonly Starter[]): Set<Starter> {
  // The usual case, and not to be paid for with a look at each list.
  if (starters.every(({list}) => list === starters[0]?.list)) return new Set();
  const listedBy = new Map<string, Set<Starter>>();
  for (const starter of starters) {
    for (const name of starter.list.urls.keys()) {
      const by = listedBy.get(name);
      if (by === undefined) listedBy.set(name, new Set([starter]));
      else by.add(starter);
    }
  }
  return new Set(
    starters.filter(starter => {
      const by = listedBy.get(starter.name);
      return by?.has(starter) === true && by.size === 1;
    }),
  );
}

function unlistedReports(cluster: Cluster): Report[] {
  const starters = startersOf(cluster);
  if (starters.length < 2) return [];
  return [...unlisted(starters)].map(starter => ({
    place: placeOf(starter.process, 'initial-cluster', 'name'),
    member: starter.name,
    message:
      starter.given === undefined
        ? `without initial-cluster, ${printable(starter.name)} begins a cluster of its own`
        : `no other member has ${shown(starter.name)} in its initial-cluster: it begins a cluster of its own`,
    fix: 'write one initial-cluster with all members into each of them; a member that is added later takes initial-cluster-state existing',
  }));
}

function entriesOf(list: InitialCluster): Set<string> {
  return new Set(list.entries.map(({name, url}) => `${name}=${url.text}`));
}

/** What one list has that the other has not. */
function beyond(list: InitialCluster, other: InitialCluster): string[] {
  const known = entriesOf(other);
  return [...entriesOf(list)].filter(entry => !known.has(entry)).map(entry => shown(entry));
}

function differenceOf(starter: Starter, model: Starter): string {
  if (starter.given === undefined) {
    return `without initial-cluster, ${printable(starter.name)} begins a cluster of its own beside that of ${printable(model.name)}`;
  }
  const has = beyond(starter.list, model.list);
  const lacks = beyond(model.list, starter.list);
  const parts = [
    ...(has.length === 0 ? [] : [`has ${enumerated(has)}`]),
    ...(lacks.length === 0 ? [] : [`lacks ${enumerated(lacks)}`]),
  ];
  return `initial-cluster of ${printable(starter.name)} ${parts.join(' and ')}, unlike that of ${printable(model.name)}`;
}

function differReports(cluster: Cluster): Report[] {
  const starters = startersOf(cluster);
  const alone = unlisted(starters);
  const majority = majorityOf(
    starters.filter(starter => !alone.has(starter)),
    ({list}) => urlsKey(list),
  );
  return (majority?.others ?? []).map(starter => ({
    place: placeOf(starter.process, 'initial-cluster', 'name'),
    member: starter.name,
    message: differenceOf(starter, majority!.model),
    fix: 'write the same list into each member',
  }));
}

function namesReports(cluster: Cluster): Report[] {
  const majority = majorityOf(startersOf(cluster), ({list}) => list.key);
  if (majority === undefined) return [];
  const {model, others} = majority;
  const urls = urlsKey(model.list);
  return others
    .filter(({list}) => urlsKey(list) === urls)
    .map(starter => ({
      place: placeOf(starter.process, 'initial-cluster', 'name'),
      member: starter.name,
      message: differenceOf(starter, model),
      fix: 'write the same names into each member',
    }));
}

/** Names of a list whose members are not among the inputs. */
function missingReports(cluster: Cluster): Report[] {
  const [first, second] = startersOf(cluster);
  if (first?.given === undefined || second === undefined) return [];
  const known = membersByName(cluster);
  // One that nobody can name or read may be any of them.
  if (cluster.members.some(member => !isWhole(member) || givenOf(member, 'name')?.unresolved)) return [];
  const missing = [...first.list.urls.keys()].filter(name => !known.has(name));
  if (missing.length === 0) return [];
  return [
    {
      place: first.given.place,
      member: first.name,
      message: `initial-cluster names ${enumerated(missing.map(entry => shown(entry)))}, whose configuration is not among the inputs`,
      fix: 'name that file too, to have all members compared',
    },
  ];
}

const TWO = 'infra0=http://10.0.0.1:2380,infra1=http://10.0.0.2:2380';

/** Rules that compare the lists of the members that begin together. */
export const LIST_RULES: readonly ClusterRule[] = [
  {
    id: 'initial-cluster-differs',
    severity: 'error',
    title: 'Members with different initial-cluster',
    why: 'From the URLs in the list and the token etcd makes the id of the cluster. Members with different ids never talk to each other, and only their logs say so.',
    etcd: 'accepts',
    bad: exampleCluster({
      infra2: {'initial-cluster': `${TWO},infra2=http://10.0.0.3:2380,infra3=http://10.0.0.4:2380`},
    }),
    good: exampleCluster({
      infra2: {'initial-cluster': `infra2=http://10.0.0.3:2380,${TWO}`},
    }),
    compare: differReports,
  },
  {
    id: 'initial-cluster-names-differ',
    severity: 'warning',
    title: 'Members that know each other by different names',
    why: 'Names are no part of the id of the cluster, so it comes up, and each member tells its own name. Until then, logs and lists show the wrong ones.',
    etcd: 'accepts',
    bad: exampleCluster({
      infra2: {
        'initial-cluster':
          'infra0=http://10.0.0.1:2380,infra9=http://10.0.0.2:2380,infra2=http://10.0.0.3:2380',
      },
    }),
    good: exampleCluster(),
    compare: namesReports,
  },
  {
    id: 'member-not-listed',
    severity: 'error',
    title: 'A new member that no other member knows',
    why: 'It starts, and is a cluster of its own beside the one that it was meant for.',
    etcd: 'accepts',
    bad: exampleCluster({infra0: {'initial-cluster': TWO}, infra1: {'initial-cluster': TWO}}),
    good: exampleCluster({
      infra0: {'initial-cluster': TWO, 'initial-cluster-state': 'existing'},
      infra1: {'initial-cluster': TWO, 'initial-cluster-state': 'existing'},
      infra2: {'initial-cluster-state': 'existing'},
    }),
    compare: unlistedReports,
  },
  {
    id: 'listed-without-config',
    severity: 'info',
    title: 'A member in the list whose configuration is not given',
    why: 'What is not given cannot be compared. One file alone is judged by itself, without this remark.',
    etcd: 'accepts',
    bad: {files: Object.fromEntries(Object.entries(exampleCluster().files).slice(0, 2))},
    good: exampleCluster(),
    compare: missingReports,
  },
];
