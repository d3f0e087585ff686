import {posix} from 'node:path';

import {dataDirOf, livesInFolder} from '../layout/layout.js';
import {isLoopback, isWildcard} from '../nodes/hosts.js';
import {joins, listenAddressOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {SpecFinding} from './finding.js';
import {eachNode, type Rule} from './rule.js';

interface Clash {
  readonly node: SpecNode;
  readonly index: number;
  /** The node that had the key before. */
  readonly first: SpecNode;
  readonly key: string;
}

/** Calls `say` for each node whose key an earlier node already has. */
function clashes(
  spec: ClusterSpec,
  keysOf: (node: SpecNode) => readonly string[],
  say: (clash: Clash) => SpecFinding,
): SpecFinding[] {
  const seen = new Map<string, SpecNode>();
  return spec.nodes.flatMap((node, index) =>
    keysOf(node).flatMap(key => {
      const first = seen.get(key);
      if (first === undefined) seen.set(key, node);
      return first === undefined ? [] : [say({node, index, first, key})];
    }),
  );
}

const uniqueNames: Rule = spec =>
  clashes(
    spec,
    node => [node.name],
    ({node, index}) => ({
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

interface Listener {
  readonly node: SpecNode;
  readonly index: number;
  readonly address: string;
}

/** All loopback addresses are one machine; of two other hosts nobody knows it. */
function machineKey({host}: SpecNode): string {
  return isLoopback(host) ? 'loopback' : host.toLowerCase();
}

/** Two nodes of one host also advertise one address, wherever they listen. */
function clash(first: Listener, second: Listener): boolean {
  return (
    machineOf(first.node.host) === machineOf(second.node.host) ||
    first.address === second.address ||
    isWildcard(first.address) ||
    isWildcard(second.address)
  );
}

/** What listens on every address of a machine takes the port from all others there. */
const uniquePorts: Rule = spec => {
  const byPort = new Map<string, Listener[]>();
  return spec.nodes.flatMap((node, index) =>
    Object.values(node.ports).flatMap((port): SpecFinding[] => {
      const key = `${machineKey(node)} ${port}`;
      const listener = {node, index, address: listenAddressOf(node)};
      const others = byPort.get(key) ?? [];
      const first = others.find(other => clash(other, listener));
      byPort.set(key, [...others, listener]);
      if (first === undefined) return [];
      const where = `${machineOf(node.host)} port ${port}`;
      const everywhere = [first, listener].find(({address}) => isWildcard(address));
      const because =
        machineOf(first.node.host) === machineOf(node.host) || everywhere === undefined
          ? ''
          : `: ${everywhere.node.name} listens on every address of the machine`;
      return [
        {
          rule: 'port-conflict',
          severity: 'error',
          path: ['nodes', index, 'ports'],
          member: node.name,
          message:
            first.node.name === node.name
              ? `${node.name} uses ${where} twice`
              : `${node.name} and ${first.node.name} both use ${where}${because}`,
          fix: 'give each a port of its own',
        },
      ];
    }),
  );
};

/** `./data/` and `data` are one folder. A gateway keeps nothing. */
function foldersOf(node: SpecNode): string[] {
  if (node.role === 'gateway') return [];
  const folders = [dataDirOf(node), ...(node.walDir === undefined ? [] : [node.walDir])];
  return folders.map(folder => posix.normalize(`${folder}/`));
}

const uniqueDataDirs: Rule = spec =>
  clashes(
    spec,
    node => foldersOf(node).map(folder => `${folder} on ${machineOf(node.host)}`),
    ({node, index, first, key}) => ({
      rule: 'shared-data-dir',
      severity: 'error',
      path: ['nodes', index, 'dataDir'],
      member: node.name,
      message:
        first === node
          ? `${node.name} has its data and its log in one folder: ${key}`
          : `${node.name} and ${first.name} share ${key}`,
      fix: 'give each a dataDir, and where it has one a walDir, of its own',
    }),
  );

const rolePorts: Rule = spec =>
  eachNode(spec, (node, index) => {
    const say = (key: string, message: string, fix: string): SpecFinding => {
      return {
        rule: 'role-keys',
        severity: 'error',
        path: ['nodes', index, key],
        member: node.name,
        message,
        fix,
      };
    };
    const {name, role, ports, mode} = node;
    return [
      role === 'member' && ports.peer === undefined
        ? say('ports', `member ${name} has no peer port`, 'add peer: 2380 to its ports')
        : undefined,
      role !== 'member' && ports.peer !== undefined
        ? say('ports', `${name} is a ${role} and has no peer port`, 'remove peer from its ports')
        : undefined,
      role !== 'v2-proxy' && mode !== undefined
        ? say('mode', `${name} is a ${role}; only a v2-proxy has a mode`, 'remove the line')
        : undefined,
      ...(['initialClusterState', 'learner'] as const).map(key =>
        role !== 'member' && node[key] !== undefined
          ? say(key, `${name} is a ${role}; only a member has ${key}`, 'remove the line')
          : undefined,
      ),
    ];
  });

/** etcd has no way to begin a cluster with a learner: it would begin one of its own, or vote. */
const learnersJoin: Rule = spec =>
  eachNode(spec, (node, index) => [
    node.role === 'member' && node.learner === true && !joins(node)
      ? {
          rule: 'learner-begins',
          severity: 'error',
          path: ['nodes', index, 'learner'],
          member: node.name,
          message: `${node.name} is a learner, and a cluster begins with members that vote`,
          fix: 'add initialClusterState: existing, or remove the line',
        }
      : undefined,
  ]);

const loopbackAmongHosts: Rule = spec => {
  const mixed =
    spec.nodes.some(node => isLoopback(node.host)) && spec.nodes.some(node => !isLoopback(node.host));
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
    node.walDir !== undefined && !node.walDir.startsWith('/') && !livesInFolder(node)
      ? {
          rule: 'wal-dir',
          severity: 'error',
          path: ['nodes', index, 'walDir'],
          member: node.name,
          message: `walDir of ${node.name} is relative, but its machine has no folder of the spec to count from`,
          fix: 'write an absolute path',
        }
      : undefined,
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

/** Rules about nodes and what they must not share. */
export const NODE_RULES: readonly Rule[] = [
  uniqueNames,
  uniquePorts,
  uniqueDataDirs,
  rolePorts,
  learnersJoin,
  loopbackAmongHosts,
  walDirs,
];
