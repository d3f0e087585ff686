import {isAbsolute} from 'node:path';

import {has} from '../etcd-version/capabilities.js';
import {compareVersions, ETCD_LINES, isKnownLine, lineOf, NEWEST_LINE} from '../etcd-version/version.js';
import {dataDirOf} from '../layout/layout.js';
import {isLoopback} from '../nodes/hosts.js';
import {membersOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {SpecFinding} from './finding.js';
import {settingFindings} from './setting-rules.js';

type Rule = (spec: ClusterSpec) => SpecFinding[];

/** More members cost every write a wider agreement and gain nothing that seven do not have. */
const MAX_SENSIBLE_MEMBERS = 7;

function eachNode(spec: ClusterSpec, judge: (node: SpecNode, index: number) => (SpecFinding | undefined)[]): SpecFinding[] {
  return spec.nodes.flatMap((node, index) => judge(node, index).filter(finding => finding !== undefined));
}

/** Calls `clash` for each node whose key an earlier node already has. */
function clashes(
  spec: ClusterSpec,
  keysOf: (node: SpecNode) => readonly string[],
  clash: (node: SpecNode, index: number, first: SpecNode, key: string) => SpecFinding,
): SpecFinding[] {
  const seen = new Map<string, SpecNode>();
  return spec.nodes.flatMap((node, index) =>
    keysOf(node).flatMap(key => {
      const first = seen.get(key);
      if (first === undefined) seen.set(key, node);
      return first === undefined ? [] : [clash(node, index, first, key)];
    }),
  );
}

const memberCount: Rule = spec => {
  const count = membersOf(spec).length;
  const base = {severity: 'warning', path: ['nodes']} as const;
  if (count === 0) {
    return [{rule: 'no-members', severity: 'error', path: ['nodes'], message: 'the spec has no node with role: member'}];
  }
  const findings: SpecFinding[] = [];
  if (count % 2 === 0) {
    findings.push({
      ...base,
      rule: 'even-members',
      message: `${count} members tolerate no more failures than ${count - 1} and need one more for a quorum`,
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

const uniqueNames: Rule = spec =>
  clashes(
    spec,
    node => [node.name],
    (node, index) => ({
      rule: 'duplicate-name',
      severity: 'error',
      path: ['nodes', index, 'name'],
      member: node.name,
      message: `the name "${node.name}" stands on more than one node`,
      fix: 'give every node a name of its own',
    }),
  );

/** Names of one loopback machine count as one host: they share its ports. */
function machineOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host.toLowerCase();
}

const uniquePorts: Rule = spec =>
  clashes(
    spec,
    node => Object.values(node.ports).map(port => `${machineOf(node.host)} port ${port}`),
    (node, index, first, key) => ({
      rule: 'port-conflict',
      severity: 'error',
      path: ['nodes', index, 'ports'],
      member: node.name,
      message:
        first.name === node.name
          ? `${node.name} uses ${key} twice`
          : `${node.name} and ${first.name} both use ${key}`,
      fix: 'give each a port of its own',
    }),
  );

const uniqueDataDirs: Rule = spec =>
  clashes(
    spec,
    node => (node.role === 'gateway' ? [] : [`${machineOf(node.host)}:${dataDirOf(node)}`]),
    (node, index, first) => ({
      rule: 'shared-data-dir',
      severity: 'error',
      path: ['nodes', index, 'dataDir'],
      member: node.name,
      message: `${node.name} and ${first.name} share the data directory ${dataDirOf(node)}`,
      fix: 'give each a dataDir of its own',
    }),
  );

const rolePorts: Rule = spec =>
  eachNode(spec, (node, index) => {
    const at = (rule: string, path: string[], message: string, fix: string): SpecFinding => {
      return {rule, severity: 'error', path: ['nodes', index, ...path], member: node.name, message, fix};
    };
    return [
      node.role === 'member' && node.ports.peer === undefined
        ? at('peer-port', ['ports'], `member ${node.name} has no peer port`, 'add peer: 2380 to its ports')
        : undefined,
      node.role !== 'member' && node.ports.peer !== undefined
        ? at('peer-port', ['ports', 'peer'], `${node.name} is a ${node.role} and has no peer port`, 'remove the line')
        : undefined,
      node.role !== 'v2-proxy' && node.mode !== undefined
        ? at('proxy-mode', ['mode'], `${node.name} is a ${node.role}; only a v2-proxy has a mode`, 'remove the line')
        : undefined,
    ];
  });

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

const loopbackAmongHosts: Rule = spec => {
  const mixed = spec.nodes.some(node => isLoopback(node.host)) && spec.nodes.some(node => !isLoopback(node.host));
  if (!mixed) return [];
  return eachNode(spec, (node, index) => [
    node.role === 'member' && isLoopback(node.host)
      ? {
          rule: 'loopback-among-hosts',
          severity: 'error',
          path: ['nodes', index, 'host'],
          member: node.name,
          message: `${node.name} advertises ${node.host}, which on every other machine means that machine itself`,
          fix: 'name the address under which the other hosts reach it',
        }
      : undefined,
  ]);
};

const walDirs: Rule = spec =>
  eachNode(spec, (node, index) => [
    node.walDir !== undefined && node.walDir.replace(/\/+$/, '') === `${dataDirOf(node)}/member`
      ? {
          rule: 'wal-dir',
          severity: 'error',
          path: ['nodes', index, 'walDir'],
          member: node.name,
          message: `walDir of ${node.name} is the member folder of its data directory; etcd ends at once`,
          fix: 'name another folder, or remove the line',
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
          message: 'the token is the default of etcd: another cluster with it and the same URLs has the same id',
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

/** What is in the design and not in this release: said, never ignored. */
const notYet: Rule = spec => {
  const findings: SpecFinding[] = [];
  if (spec.tls.mode !== 'none') {
    findings.push({
      rule: 'tls-not-yet',
      severity: 'error',
      path: ['tls', 'mode'],
      message: `tls mode "${spec.tls.mode}" is not in this release of etcdops yet`,
      fix: 'write mode: none',
    });
  }
  if (spec.bootstrap.method !== 'static') {
    findings.push({
      rule: 'bootstrap-not-yet',
      severity: 'error',
      path: ['bootstrap', 'method'],
      message: `bootstrap method "${spec.bootstrap.method}" is not in this release of etcdops yet`,
      fix: 'write method: static',
    });
  }
  return findings;
};

const RULES: readonly Rule[] = [
  memberCount,
  uniqueNames,
  uniquePorts,
  uniqueDataDirs,
  rolePorts,
  versionKnown,
  proxySupported,
  loopbackAmongHosts,
  walDirs,
  sensibleToken,
  binDirAbsolute,
  knownHosts,
  notYet,
  settingFindings,
];

/** Everything that the spec alone gives away. Its shape has been checked before, by the schema. */
export function specFindings(spec: ClusterSpec): SpecFinding[] {
  return RULES.flatMap(rule => rule(spec));
}
