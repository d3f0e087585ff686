import {evenSizeText} from '../cluster/quorum.js';
import {isAbsolute} from 'node:path';

import {has} from '../etcd-version/capabilities.js';
import {compareVersions, ETCD_LINES, isKnownLine, lineOf, NEWEST_LINE} from '../etcd-version/version.js';
import {membersOf, votersOf} from '../nodes/node-urls.js';
import type {ClusterSpec} from '../spec/schema.js';
import type {SpecFinding} from './finding.js';
import {NODE_RULES} from './node-rules.js';
import {eachNode, type Rule} from './rule.js';
import {settingFindings} from './setting-rules.js';
import {SPEC_SRV_RULES} from './spec-srv-rules.js';
import {SPEC_DISCOVERY_RULES} from './spec-discovery-rules.js';
import {SPEC_TLS_RULES} from './spec-tls-rules.js';

/** More members cost every write a wider agreement and gain nothing that seven do not have. */
const MAX_SENSIBLE_MEMBERS = 7;

const memberCount: Rule = spec => {
  const count = votersOf(spec).length;
  const base = {severity: 'warning', path: ['nodes']} as const;
  if (membersOf(spec).length === 0) {
    return [
      {...base, rule: 'no-members', severity: 'error', message: 'the spec has no node with role: member'},
    ];
  }
  if (count === 0) {
    return [
      {
        ...base,
        rule: 'no-voters',
        severity: 'error',
        message: 'all members of the spec are learners, and no cluster is without one that votes',
        fix: 'remove learner: true from those that vote',
      },
    ];
  }
  const findings: SpecFinding[] = [];
  if (count % 2 === 0) {
    findings.push({
      ...base,
      rule: 'even-members',
      message: evenSizeText(count),
      fix: `use ${count + 1} members, or ${count - 1}`,
    });
  }
  if (count > MAX_SENSIBLE_MEMBERS) {
    findings.push({
      ...base,
      rule: 'many-members',
      message: `${count} members: each write waits for ${Math.floor(count / 2) + 1} of them`,
      fix: `use at most ${MAX_SENSIBLE_MEMBERS} members`,
    });
  }
  return findings;
};

const versionKnown: Rule = spec => {
  const {version} = spec.etcd;
  if (isKnownLine(lineOf(version))) return [];
  const newer = compareVersions(version, `${NEWEST_LINE}.0`) > 0;
  return [
    {
      rule: 'etcd-version',
      severity: newer ? 'warning' : 'error',
      path: ['etcd', 'version'],
      message: newer
        ? `etcd ${version} is newer than this etcdops, which knows up to ${NEWEST_LINE}`
        : `etcd ${version} is older than what etcdops supports`,
      fix: `use ${ETCD_LINES.join(', ')}`,
    },
  ];
};

const proxySupported: Rule = spec =>
  has(spec.etcd.version, 'v2Proxy')
    ? []
    : eachNode(spec, (node, index) => [
        node.role === 'v2-proxy'
          ? {
              rule: 'v2-proxy-removed',
              severity: 'error',
              path: ['nodes', index, 'role'],
              member: node.name,
              message: `etcd ${spec.etcd.version} has no v2 proxy (removed in 3.6): it would start ${node.name} as a member`,
              fix: 'use role: gateway, or an etcd 3.5',
            }
          : undefined,
      ]);

const sensibleToken: Rule = spec =>
  spec.token === 'etcd-cluster'
    ? [
        {
          rule: 'default-token',
          severity: 'warning',
          path: ['token'],
          message:
            'the token is the default of etcd: another cluster with it and the same URLs has the same id',
          fix: `write for example ${spec.cluster}-1`,
        },
      ]
    : [];

const binDirAbsolute: Rule = ({etcd: {binDir}}) =>
  binDir === undefined || isAbsolute(binDir)
    ? []
    : [
        {
          rule: 'bin-dir',
          severity: 'error',
          path: ['etcd', 'binDir'],
          message: `etcd.binDir is "${binDir}"; systemd and Procfile runners need an absolute path`,
          fix: 'write the whole path, or remove the line',
        },
      ];

const knownHosts: Rule = spec =>
  Object.keys(spec.hosts ?? {})
    .filter(host => !spec.nodes.some(node => node.host === host))
    .map(host => ({
      rule: 'unused-host',
      severity: 'warning',
      path: ['hosts', host],
      message: `hosts has an entry for ${host}, where no node lives`,
      fix: 'write the host exactly as the nodes do, or remove the entry',
    }));

const RULES: readonly Rule[] = [
  memberCount,
  ...NODE_RULES,
  versionKnown,
  proxySupported,
  sensibleToken,
  binDirAbsolute,
  knownHosts,
  ...SPEC_SRV_RULES,
  ...SPEC_DISCOVERY_RULES,
  ...SPEC_TLS_RULES,
  settingFindings,
];

/** Everything that the spec alone gives away. Its shape has been checked before, by the schema. */
export function specFindings(spec: ClusterSpec): SpecFinding[] {
  return RULES.flatMap(rule => rule(spec));
}
