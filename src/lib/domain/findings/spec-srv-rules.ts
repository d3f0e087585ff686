import {has} from '../etcd-version/capabilities.js';
import {hostProblem} from '../nodes/hosts.js';
import {joins, membersOf} from '../nodes/node-urls.js';
import {srvPlaceOf, srvTargetOf} from '../nodes/srv-target.js';
import {placeProblem} from '../srv/domain-name.js';
import type {ClusterSpec} from '../spec/schema.js';
import {eachNode, type Rule} from './rule.js';

/** Only those that begin the cluster look for each other in DNS. */
function countOfBeginners(spec: ClusterSpec): number {
  return membersOf(spec).filter(member => !joins(member)).length;
}

/** etcd 3.4 leaves the records without TLS out, in every release. */
const plainPeers: Rule = spec => {
  const {version} = spec.etcd;
  const isRefused = srvPlaceOf(spec) !== undefined && spec.tls.mode === 'none';
  if (!isRefused || has(version, 'plainPeersByDns')) return [];
  return [
    {
      rule: 'srv-needs-tls',
      severity: 'error',
      path: ['bootstrap', 'method'],
      message: `etcd ${version} finds no members without TLS by SRV records: it takes _etcd-server-ssl alone`,
      fix: 'use --tls ca (tls: {mode: ca}), or an etcd 3.5 or later',
    },
  ];
};

const targets: Rule = spec => {
  const place = srvPlaceOf(spec);
  if (place === undefined) return [];
  return eachNode(spec, (node, index) => {
    if (node.role !== 'member') return [];
    const problem = hostProblem(srvTargetOf(place, node));
    if (problem === undefined) return [];
    return [
      {
        rule: 'srv-target-name',
        severity: 'error',
        path: ['nodes', index, 'name'],
        member: node.name,
        message: `SRV records name hosts, and for ${node.name} there is none: ${problem}`,
        fix: 'name it with letters, digits and "-", or give it a DNS name as its host',
      },
    ];
  });
};

const nameLength: Rule = spec => {
  const place = srvPlaceOf(spec);
  const problem = place === undefined ? undefined : placeProblem(place);
  if (problem === undefined) return [];
  const fix = 'choose a shorter name or domain';
  return [{rule: 'srv-name-length', severity: 'error', path: ['bootstrap', 'name'], message: problem, fix}];
};

/** Two records of one host and port are one member. */
const differentTargets: Rule = spec => {
  const place = srvPlaceOf(spec);
  if (place === undefined) return [];
  const seen = new Map<string, string>();
  return eachNode(spec, (node, index) => {
    if (node.role !== 'member') return [];
    const target = `${srvTargetOf(place, node).toLowerCase()}:${node.ports.peer}`;
    const other = seen.get(target);
    seen.set(target, node.name);
    if (other === undefined) return [];
    return [
      {
        rule: 'srv-same-target',
        severity: 'error',
        path: ['nodes', index, 'name'],
        member: node.name,
        message: `${node.name} and ${other} would both be ${target} in DNS`,
        fix: 'give one of them another name or another peer port',
      },
    ];
  });
};

/** etcd calls the other members 0, 1, … until they have told their names. */
const numbersAsNames: Rule = spec => {
  if (srvPlaceOf(spec) === undefined) return [];
  const others = countOfBeginners(spec) - 1;
  return eachNode(spec, (node, index) => {
    const isNumber = /^(0|[1-9]\d*)$/.test(node.name) && Number(node.name) < others;
    if (node.role !== 'member' || joins(node) || !isNumber) return [];
    return [
      {
        rule: 'srv-number-name',
        severity: 'error',
        path: ['nodes', index, 'name'],
        member: node.name,
        message: `etcd numbers the members that it finds by SRV, and takes another one for "${node.name}"`,
        fix: `write for example name: infra${node.name}`,
      },
    ];
  });
};

/** Rules about members that find each other by SRV records. */
export const SPEC_SRV_RULES: readonly Rule[] = [
  plainPeers,
  nameLength,
  targets,
  differentTargets,
  numbersAsNames,
];
