import {nonEmpty} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {disagreements} from './agreement-rules.js';
import type {Cluster} from './cluster.js';
import {begins, isServer} from './judged.js';
import {exampleCluster, exampleMember, type ExampleChange} from './rule-examples.js';
import type {ClusterRule, ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

/** Those that begin by discovery; who has data does not look at it any more. */
function differReports(cluster: Cluster): Report[] {
  const beginners = cluster.members.filter(process => begins(process, cluster));
  return ['discovery', 'discovery-token'].flatMap(setting =>
    disagreements(
      beginners.filter(process => nonEmpty(process, setting) !== undefined),
      setting,
    ),
  );
}

/** etcd joins the token to a path, and makes that shorter. */
function keyOf(token: string): string {
  return new URL(`http://x/${token.replace(/[?#%\\]/g, '_')}`).pathname.slice(1);
}

function tokenReports(process: EtcdProcess): Report[] {
  const given = nonEmpty(process, 'discovery-token');
  if (!isServer(process) || given === undefined || given.unresolved) return [];
  const {value} = given;
  const isPath = value.split('/').some(part => ['', '.', '..'].includes(part));
  if (!isPath && !value.split('/').includes('_config')) return [];
  const key = keyOf(value).replace(/\/+/g, '/').replace(/\/$/, '');
  return [
    {
      place: given.place,
      message: `discovery-token ${shown(value)} is a path, of which etcd makes /_etcd/registry/${shown(key)}`,
      fix: 'write a token of letters, digits, "." and "-", such as etcdops discovery new makes',
    },
  ];
}

const discovery = (token: string): ExampleChange => ({
  'initial-cluster': null,
  'discovery-config': `{token: ${token}, client: {endpoints: ["http://10.0.9.1:2379"]}}`,
});

/** What members that find each other by discovery have to agree on. */
export const DISCOVERY_AGREEMENT_RULES: readonly ClusterRule[] = [
  {
    id: 'discovery-differs',
    severity: 'error',
    title: 'Members with different discovery URLs or tokens',
    why: 'Each token is a cluster of its own: its members wait for others that register elsewhere. The id of the cluster follows from the very text of a URL, so that another spelling of the same one makes members that never talk to each other.',
    etcd: 'accepts',
    bad: exampleCluster({
      infra0: discovery('orders-1'),
      infra1: discovery('orders-1'),
      infra2: discovery('orders-2'),
    }),
    good: exampleCluster({
      infra0: discovery('orders-1'),
      infra1: discovery('orders-1'),
      infra2: discovery('orders-1'),
    }),
    compare: differReports,
  },
];

export const DISCOVERY_TOKEN_RULES: readonly ProcessRule[] = [
  {
    id: 'discovery-token-path',
    severity: 'warning',
    title: 'A discovery token that is a path',
    why: 'etcd puts the token into the path of a key and makes that shorter, so that two tokens may be one, and the size is looked for elsewhere than it was written.',
    etcd: 'accepts',
    bad: exampleMember(discovery('"a/../b"')),
    good: exampleMember(discovery('orders-1')),
    check: tokenReports,
  },
];
