import {lineOf} from '../etcd-version/version.js';
import {bootstrapOf, DEFAULT_CLUSTER, nonEmpty} from '../process/bootstrap.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {parseGoUrl} from '../process/go-url.js';
import {givenOf} from '../process/values.js';
import type {Cluster} from './cluster.js';
import {begins, isWhole, isServer} from './judged.js';
import {exampleMember} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {enumerated, newLine, shown} from './wording.js';

function conflictReports(process: EtcdProcess): Report[] {
  if (!isServer(process)) return [];
  const {discovery, given} = bootstrapOf(process);
  // In a config file etcd cannot tell the default of initial-cluster from the same text.
  const isDefault = process.configured === 'config-file' && given?.value === DEFAULT_CLUSTER;
  const lists = given === undefined || given.value === '' || isDefault ? [] : [given];
  const all = [...lists, ...discovery];
  const last = all.at(-1);
  if (last === undefined || all.length < 2) return [];
  return [
    {
      place: last.place,
      message: `${enumerated(all.map(({name}) => name))} are given, and each alone says how the cluster begins`,
      fix: `keep one of them`,
      etcdSays: 'multiple discovery or bootstrap flags are set',
    },
  ];
}

/** An empty flag, and an empty text in a list, is one endpoint without a name. */
function endpointsOf(process: EtcdProcess): Assignment | undefined {
  const given = givenOf(process, 'discovery-endpoints');
  if (given === undefined || given.value !== '' || given.via === 'flag') return given;
  return given.node?.kind === 'list' && given.node.items.length > 0 ? given : undefined;
}

function incompleteReports(process: EtcdProcess): Report[] {
  const token = nonEmpty(process, 'discovery-token');
  const endpoints = endpointsOf(process);
  const given = token ?? endpoints;
  if (!isServer(process) || !isWhole(process) || given === undefined) return [];
  if (token !== undefined && endpoints !== undefined) return [];
  const [has, lacks, value] =
    token === undefined ? ['endpoints', 'token', 'TOKEN'] : ['token', 'endpoints', 'http://ADDRESS:2379'];
  return [
    {
      place: given.place,
      message: `discovery has ${has} and no ${lacks}`,
      fix: `add ${newLine(process, `discovery-${lacks}`, value)}`,
      etcdSays: 'both --discovery-token and --discovery-endpoints must be set',
    },
  ];
}

function emptyEndpointReports(process: EtcdProcess): Report[] {
  const given = endpointsOf(process);
  const hasToken = nonEmpty(process, 'discovery-token') !== undefined;
  if (!isServer(process) || given === undefined || given.unresolved || !hasToken) return [];
  if (given.value.split(',').every(endpoint => endpoint.trim() !== '')) return [];
  return [
    {
      place: given.place,
      message: `discovery-endpoints ${shown(given.value)} has an empty entry`,
      fix: 'remove it, or write the endpoint that is missing',
      etcdSays: '--discovery-endpoints must not contain empty endpoints',
    },
  ];
}

function existingReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const {state, discovery} = bootstrapOf(process);
  const found = discovery.find(({name}) => name === 'discovery' || name === 'discovery-endpoints');
  if (state !== 'existing' || discovery.length !== 1 || found === undefined || !begins(process, cluster))
    return [];
  // 3.6 looks for the others before it looks at its new kind of discovery.
  const isLate = found.name === 'discovery-endpoints' && lineOf(process.version) === '3.6';
  return [
    {
      place: givenOf(process, 'initial-cluster-state')?.place ?? found.place,
      message: `initial-cluster-state is existing, but ${found.name} is for clusters that begin`,
      fix: `remove ${found.name} and name the members in initial-cluster`,
      etcdSays: isLate
        ? 'cannot fetch cluster info from peer urls'
        : 'discovery URL should not be set when joining existing initial cluster',
    },
  ];
}

function urlProblem(text: string): string | undefined {
  const url = parseGoUrl(text);
  if ('error' in url) return 'is no URL';
  if (url.scheme !== 'http' && url.scheme !== 'https') return 'does not begin with http:// or https://';
  if (url.authority === '') return 'names no host';
  return url.path.replaceAll('/', '') === '' ? 'ends before the token of the cluster' : undefined;
}

function urlReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const given = nonEmpty(process, 'discovery');
  if (given === undefined || given.unresolved || !begins(process, cluster)) return [];
  const problem = urlProblem(given.value);
  if (problem === undefined) return [];
  const url = parseGoUrl(given.value);
  const says = 'error' in url ? url.error : undefined;
  return [
    {
      place: given.place,
      message: `discovery ${shown(given.value)} ${problem}`,
      fix: 'write the URL that the discovery service gave, such as https://discovery.example.com/v2/keys/_etcd/registry/TOKEN',
      ...(says === undefined ? {} : {etcdSays: says}),
    },
  ];
}

/** Rules about discovery: of either kind, or by DNS records. */
export const DISCOVERY_RULES: readonly ProcessRule[] = [
  {
    id: 'bootstrap-conflict',
    severity: 'error',
    title: 'Several ways at once to find the other members',
    why: 'initial-cluster, discovery, discovery-endpoints and discovery-srv exclude one another; which of them exist depends on the version.',
    etcd: 'refuses',
    bad: exampleMember({'discovery-srv': 'example.com'}),
    good: exampleMember({'initial-cluster': null, 'discovery-srv': 'example.com'}),
    check: conflictReports,
  },
  {
    id: 'discovery-incomplete',
    severity: 'error',
    title: 'A discovery token without endpoints, or endpoints without a token',
    why: 'Discovery of etcd 3.6 and later asks another etcd, the endpoints, for the members under a key, the token.',
    etcd: 'refuses',
    bad: exampleMember({'initial-cluster': null, 'discovery-config': '{token: orders-1}'}),
    good: exampleMember({
      'initial-cluster': null,
      'discovery-config': '{token: orders-1, client: {endpoints: ["http://10.0.9.1:2379"]}}',
    }),
    check: incompleteReports,
  },
  {
    id: 'discovery-endpoint-empty',
    severity: 'error',
    title: 'An empty entry among the discovery endpoints',
    why: 'etcd takes none.',
    etcd: 'refuses',
    bad: exampleMember({
      'initial-cluster': null,
      'discovery-config': '{token: orders-1, client: {endpoints: ["http://10.0.9.1:2379", ""]}}',
    }),
    good: exampleMember({
      'initial-cluster': null,
      'discovery-config':
        '{token: orders-1, client: {endpoints: ["http://10.0.9.1:2379", "http://10.0.9.2:2379"]}}',
    }),
    check: emptyEndpointReports,
  },
  {
    id: 'existing-with-discovery',
    severity: 'error',
    title: 'Discovery for a member that joins an existing cluster',
    why: 'Discovery gathers the members of a cluster that begins. Who joins later asks the members themselves.',
    etcd: 'refuses',
    bad: exampleMember({
      'initial-cluster': null,
      'initial-cluster-state': 'existing',
      'discovery-config': '{token: orders-1, client: {endpoints: ["http://10.0.9.1:2379"]}}',
    }),
    good: exampleMember({
      'initial-cluster': null,
      'initial-cluster-state': 'existing',
      'discovery-srv': 'example.com',
    }),
    check: existingReports,
  },
  {
    id: 'discovery-url',
    severity: 'error',
    title: 'A discovery URL by which no cluster can be found',
    why: 'etcd asks the service under the very URL, for as long as it takes: with a wrong one it waits for ever. The end of the URL is the token of the cluster.',
    etcd: 'accepts',
    bad: exampleMember(
      {'initial-cluster': null, discovery: 'https://discovery.example.com/'},
      {version: '3.5.35'},
    ),
    good: exampleMember(
      {
        'initial-cluster': null,
        discovery: 'https://discovery.example.com/v2/keys/_etcd/registry/6c007a14875d53d9',
      },
      {version: '3.5.35'},
    ),
    check: urlReports,
  },
];
