import {settingExists} from '../etcd-settings/lookup.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {settingOf} from '../process/role-settings.js';
import {givenOf, nameOf, valueOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {isWhole, placeOf} from './judged.js';
import {majorityOf} from './majority.js';
import {exampleCluster, type ExampleChange} from './rule-examples.js';
import type {ClusterRule, Report, RuleInfo} from './rule.js';
import {startersOf, urlsKey} from './starters.js';
import {listOf} from './listed.js';
import {newLine, shown} from './wording.js';

interface AgreedSetting extends Pick<RuleInfo, 'id' | 'severity' | 'title' | 'why'> {
  readonly setting: string;
  readonly bad: ExampleChange;
}

/** The value of a setting that can be compared; undefined where only the machine knows it. */
function comparedValue(process: EtcdProcess, setting: string): string | undefined {
  const row = settingOf(process.role, setting);
  if (!isWhole(process) || row === undefined || !settingExists(row, process.version)) return undefined;
  return givenOf(process, setting)?.unresolved ? undefined : valueOf(process, setting);
}

interface Valued {
  readonly process: EtcdProcess;
  readonly value: string;
}

/** Members that have another value of a setting than most. */
export function disagreements(members: readonly EtcdProcess[], setting: string): Report[] {
  const valued = members.flatMap((process): Valued[] => {
    const value = comparedValue(process, setting);
    return value === undefined ? [] : [{process, value}];
  });
  const majority = majorityOf(valued, ({value}) => value);
  if (majority === undefined) return [];
  const {model, others} = majority;
  return others.map(({process, value}) => ({
    place: placeOf(process, setting, 'name'),
    member: nameOf(process),
    message: `${setting} of ${printable(nameOf(process))} is ${shown(value)}, that of ${printable(nameOf(model.process))} is ${shown(model.value)}`,
    fix: `write ${newLine(process, setting, model.value)}, if that is the right one, into each member`,
  }));
}

const AGREED: readonly AgreedSetting[] = [
  {
    id: 'heartbeat-differs',
    severity: 'warning',
    setting: 'heartbeat-interval',
    title: 'Members with different heartbeat intervals',
    why: 'Each member waits by its own clockwork for the heartbeats of whichever leads. One that leads with a slow beat is voted out by those that expect a quick one.',
    bad: {'heartbeat-interval': '200'},
  },
  {
    id: 'election-timeout-differs',
    severity: 'warning',
    setting: 'election-timeout',
    title: 'Members with different election timeouts',
    why: 'The member with the shortest timeout calls for elections while all others still wait, and the leader changes for no reason.',
    bad: {'election-timeout': '2000'},
  },
  {
    id: 'max-learners-differs',
    severity: 'error',
    setting: 'max-learners',
    title: 'Members with a different number of learners allowed',
    why: 'Each member applies a change of members by its own limit. With different ones the members disagree about who belongs to the cluster.',
    bad: {'max-learners': '2'},
  },
];

const AGREED_RULES: readonly ClusterRule[] = AGREED.map(({setting, bad, ...info}) => ({
  ...info,
  etcd: 'accepts',
  bad: exampleCluster({infra1: bad}),
  good: exampleCluster({infra0: bad, infra1: bad, infra2: bad}),
  compare: ({members}) => disagreements(members, setting),
}));

/** Only those that begin together make the id of their cluster from the token. */
function tokenReports(cluster: Cluster): Report[] {
  return disagreements(
    startersOf(cluster).map(({process}) => process),
    'initial-cluster-token',
  );
}

/** Members that join a cluster while others begin it, by one list. */
function stateReports(cluster: Cluster): Report[] {
  const beginning = new Map(startersOf(cluster).map(starter => [urlsKey(starter.list), starter]));
  return cluster.members.flatMap(process => {
    const listed = listOf(process, cluster);
    if (listed?.state !== 'existing' || listed.list.urls.size < 2) return [];
    const starter = beginning.get(urlsKey(listed.list));
    if (starter === undefined) return [];
    return [
      {
        place: placeOf(process, 'initial-cluster-state'),
        member: nameOf(process),
        message: `${printable(nameOf(process))} joins an existing cluster, while ${printable(starter.name)} begins one by the same list`,
        fix: 'write initial-cluster-state new into each member for a first start; existing into those that are added later',
      },
    ];
  });
}

/** Rules about what all members of a cluster have to agree on. */
export const AGREEMENT_RULES: readonly ClusterRule[] = [
  {
    id: 'token-differs',
    severity: 'error',
    title: 'Members with different initial-cluster-token',
    why: 'From the token and the URLs in initial-cluster etcd makes the id of the cluster. Members with different ids never talk to each other, and only their logs say so.',
    etcd: 'accepts',
    bad: exampleCluster({infra2: {'initial-cluster-token': 'orders-2'}}),
    good: exampleCluster(),
    compare: tokenReports,
  },
  {
    id: 'state-differs',
    severity: 'warning',
    title: 'Members with different initial-cluster-state',
    why: 'A member with initial-cluster-state existing ends if the others do not run yet. That is right for one that is added later, and then the first ones had a shorter list.',
    etcd: 'accepts',
    bad: exampleCluster({infra2: {'initial-cluster-state': 'existing'}}),
    good: exampleCluster({
      infra0: {'initial-cluster-state': 'existing'},
      infra1: {'initial-cluster-state': 'existing'},
      infra2: {'initial-cluster-state': 'existing'},
    }),
    compare: stateReports,
  },
  ...AGREED_RULES,
];
