import {lineOf} from '../etcd-version/version.js';
import {bootstrapOf, nonEmpty} from '../process/bootstrap.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {givenOf} from '../process/values.js';
import type {Cluster} from './cluster.js';
import {begins, isWhole} from './judged.js';
import {exampleMember, exampleVariables} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';

function serviceReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const given = nonEmpty(process, 'discovery-srv-name');
  if (given === undefined || !begins(process, cluster) || bootstrapOf(process).discovery.length > 0)
    return [];
  if (process.configured !== 'flags' || givenOf(process, 'initial-cluster') !== undefined) return [];
  return [
    {
      place: given.place,
      message: 'discovery-srv-name is given without the domain of its records, and empties initial-cluster',
      fix: 'add discovery-srv with the domain, or remove discovery-srv-name',
      etcdSays: "couldn't find local name",
    },
  ];
}

function unusedServiceReports(process: EtcdProcess): Report[] {
  const given = nonEmpty(process, 'discovery-srv-name');
  if (given === undefined || !isWhole(process) || nonEmpty(process, 'discovery-srv') !== undefined) return [];
  if (process.configured === 'flags' && givenOf(process, 'initial-cluster') === undefined) return [];
  return [
    {
      place: given.place,
      message: 'discovery-srv-name is given without discovery-srv, and does nothing',
      fix: 'add discovery-srv with the domain, or remove it',
    },
  ];
}

const DISCOVERY_NAMES = new Set(['discovery', 'discovery-token', 'discovery-endpoints', 'discovery-config']);

/** Discovery that is written down where this version does not read it. */
function unread({ignored}: EtcdProcess): Assignment | undefined {
  return ignored.find(
    ({why, assignment}) =>
      (why === 'unknown-key' || why === 'unknown-variable') &&
      DISCOVERY_NAMES.has(assignment.name.toLowerCase()),
  )?.assignment;
}

function unreadFix({name, via}: Assignment, version: string): string {
  const hasV3 = !['3.4', '3.5'].includes(lineOf(version));
  if (!hasV3) return 'name the members in initial-cluster, or use discovery with the URL of a v2 service';
  if (name.toLowerCase() === 'discovery')
    return 'name the members in initial-cluster, or use discovery-token and discovery-endpoints';
  return via === 'config-file'
    ? 'write discovery-config: {token: TOKEN, client: {endpoints: [http://ADDRESS:2379]}}'
    : 'name the members in initial-cluster';
}

function ignoredReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const {discovery, given} = bootstrapOf(process);
  const found = unread(process);
  if (found === undefined || discovery.length > 0 || given !== undefined || !begins(process, cluster))
    return [];
  return [
    {
      place: found.place,
      message: `etcd ${process.version} does not read ${found.written}, and starts this member as a cluster of its own`,
      fix: unreadFix(found, process.version),
    },
  ];
}

/** Rules about discovery that is written down and does not take place. */
export const UNREAD_DISCOVERY_RULES: readonly ProcessRule[] = [
  {
    id: 'discovery-srv-name-alone',
    severity: 'error',
    title: 'A service name for DNS records without their domain',
    why: 'As a flag or variable, discovery-srv-name alone is enough for etcd to forget its default of initial-cluster, and then the member does not find itself.',
    etcd: 'refuses',
    bad: exampleVariables({ETCD_DISCOVERY_SRV_NAME: 'orders'}),
    good: exampleVariables({ETCD_DISCOVERY_SRV: 'example.com', ETCD_DISCOVERY_SRV_NAME: 'orders'}),
    check: serviceReports,
  },
  {
    id: 'discovery-srv-name-unused',
    severity: 'warning',
    title: 'A service name for DNS records that are not asked for',
    why: 'discovery-srv-name only changes the names of the records that discovery-srv asks for.',
    etcd: 'accepts',
    bad: exampleMember({'discovery-srv-name': 'orders'}),
    good: exampleMember({
      'initial-cluster': null,
      'discovery-srv': 'example.com',
      'discovery-srv-name': 'orders',
    }),
    check: unusedServiceReports,
  },
  {
    id: 'discovery-ignored',
    severity: 'error',
    title: 'Discovery that this version does not read',
    why: 'A key or variable that etcd does not know is dropped. Without discovery and without initial-cluster each member starts, and is a cluster of its own.',
    etcd: 'accepts',
    bad: exampleMember(
      {'initial-cluster': null, discovery: 'https://discovery.example.com/6c007a14'},
      {version: '3.7.3'},
    ),
    good: exampleMember({
      'initial-cluster': null,
      'discovery-config': '{token: orders-1, client: {endpoints: ["http://10.0.9.1:2379"]}}',
    }),
    check: ignoredReports,
  },
];
