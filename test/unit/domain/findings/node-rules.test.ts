import {describe, expect, it} from 'vitest';

import {hasErrors} from '../../../../src/lib/domain/findings/finding.js';
import {specFindings} from '../../../../src/lib/domain/findings/spec-rules.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aJoiner, aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';
import {testRules} from './rule-rows.js';

const plain = aSpec();

function threeWith(index: number, change: Partial<SpecNode>) {
  return aSpec({nodes: members(3).map((node, at) => (at === index ? {...node, ...change} : node))});
}

testRules('node-rules.ts', [
  {
    rule: 'role-keys',
    severity: 'error',
    at: 'nodes[3].learner',
    raises: aSpec({nodes: [...members(3), aProxy('gateway', {learner: true})]}),
    quiet: aSpec({nodes: [...members(3), aJoiner(3, {learner: true})]}),
    says: 'gateway0 is a gateway; only a member has learner (remove the line)',
  },
  {
    rule: 'role-keys',
    severity: 'error',
    at: 'nodes[3].initialClusterState',
    raises: aSpec({nodes: [...members(3), aProxy('grpc-proxy', {initialClusterState: 'existing'})]}),
    quiet: aSpec({nodes: [...members(3), aJoiner(3)]}),
    says: 'only a member has initialClusterState',
  },
  {
    rule: 'learner-begins',
    severity: 'error',
    at: 'nodes[1].learner',
    raises: threeWith(1, {learner: true}),
    quiet: threeWith(1, {learner: true, initialClusterState: 'existing'}),
    says: /infra1 is a learner.*add initialClusterState: existing/,
  },
  {
    rule: 'duplicate-name',
    severity: 'error',
    at: 'nodes[2].name',
    raises: threeWith(2, {name: 'infra0'}),
    quiet: plain,
    says: '"infra0" stands on more than one node',
  },
  {
    rule: 'port-conflict',
    severity: 'error',
    at: 'nodes[1].ports',
    raises: threeWith(1, {ports: {client: 2380, peer: 2390}}),
    quiet: threeWith(1, {host: '127.0.0.2', ports: {client: 2380, peer: 2390}}),
    says: 'infra1 and infra0 both use 127.0.0.1 port 2380',
  },
  {
    rule: 'port-conflict',
    severity: 'error',
    at: 'nodes[1].ports',
    raises: threeWith(1, {host: 'localhost', ports: {client: 2379, peer: 2390}}),
    quiet: threeWith(1, {host: 'localhost'}),
    says: 'infra1 and infra0 both use 127.0.0.1 port 2379',
  },
  {
    rule: 'port-conflict',
    severity: 'error',
    at: 'nodes[0].ports',
    raises: threeWith(0, {ports: {client: 4000, peer: 4000}}),
    quiet: plain,
    says: 'infra0 uses 127.0.0.1 port 4000 twice',
  },
  {
    rule: 'port-conflict',
    severity: 'error',
    at: 'nodes[1].ports',
    raises: threeWith(1, {host: '127.0.0.2', listen: '0.0.0.0', ports: {client: 2379, peer: 2390}}),
    quiet: threeWith(1, {host: '127.0.0.2', ports: {client: 2379, peer: 2380}}),
    says: 'infra1 listens on every address of the machine',
  },
  {
    rule: 'port-conflict',
    severity: 'error',
    at: 'nodes[1].ports',
    raises: threeWith(1, {listen: '127.0.0.2', ports: {client: 2379, peer: 2390}}),
    quiet: threeWith(1, {listen: '127.0.0.2'}),
    says: 'infra1 and infra0 both use 127.0.0.1 port 2379',
  },
  {
    rule: 'port-conflict',
    severity: 'error',
    at: 'nodes[2].ports',
    raises: aSpec({
      nodes: members(3).map((node, at) => ({
        ...node,
        host: at === 0 ? '10.0.0.1' : '10.0.0.2',
        ports: {client: 2379, peer: 2380},
      })),
    }),
    quiet: aSpec({
      nodes: members(3).map((node, at) => ({
        ...node,
        host: `10.0.0.${at + 1}`,
        listen: '0.0.0.0',
        ports: {client: 2379, peer: 2380},
      })),
    }),
    says: 'infra2 and infra1 both use 10.0.0.2 port 2379',
  },
  {
    rule: 'shared-data-dir',
    severity: 'error',
    at: 'nodes[1].dataDir',
    raises: threeWith(1, {dataDir: '.etcdops/data/infra0'}),
    quiet: threeWith(1, {dataDir: '.etcdops/data/infra9'}),
    says: /infra1 and infra0 share.*of its own/,
  },
  {
    rule: 'role-keys',
    severity: 'error',
    at: 'nodes[0].ports',
    raises: threeWith(0, {ports: {client: 2379}}),
    quiet: plain,
    says: 'add peer: 2380',
  },
  {
    rule: 'role-keys',
    severity: 'error',
    at: 'nodes[3].ports',
    raises: aSpec({nodes: [...members(3), aProxy('gateway', {ports: {client: 2409, peer: 2410}})]}),
    quiet: aSpec({nodes: [...members(3), aProxy('gateway')]}),
    says: 'remove peer',
  },
  {
    rule: 'role-keys',
    severity: 'error',
    at: 'nodes[0].mode',
    raises: threeWith(0, {mode: 'readonly'}),
    quiet: aSpec({version: '3.5.35', nodes: [...members(3), aProxy('v2-proxy', {mode: 'readonly'})]}),
    says: 'only a v2-proxy has a mode',
  },
  {
    rule: 'loopback-among-hosts',
    severity: 'error',
    at: 'nodes[1].host',
    raises: aSpec({nodes: [aMember(0, {host: '10.0.0.1'}), aMember(1), aMember(2, {host: '10.0.0.3'})]}),
    quiet: aSpec({nodes: members(3).map((node, index) => ({...node, host: `10.0.0.${index}`}))}),
    says: /127\.0\.0\.1.*name the address/,
  },
  {
    rule: 'wal-dir',
    severity: 'error',
    at: 'nodes[0].walDir',
    raises: threeWith(0, {walDir: '.etcdops/data/infra0/member/'}),
    quiet: threeWith(0, {walDir: '.etcdops/data/infra0/member/wal'}),
    says: 'name another folder',
  },
]);

function errorsOf(nodes: SpecNode[]): boolean {
  return hasErrors(specFindings(aSpec({nodes})));
}

describe('what nodes of one machine must not share', () => {
  it.each<[what: string, change: (node: SpecNode, index: number) => Partial<SpecNode>]>([
    ['a WAL folder', () => ({walDir: 'wal'})],
    [
      'a WAL folder that is the data folder of another',
      (_, index) => ({walDir: `.etcdops/data/infra${(index + 1) % 3}`}),
    ],
    ['a data folder written in two ways', (_, index) => ({dataDir: ['data', './data/', 'other'][index]!})],
  ])('%s', (_, change) => {
    const nodes = members(3).map((node, index) => ({...node, ...change(node, index)}));

    expect(errorsOf(nodes)).toBe(true);
  });

  it('on hosts of their own they may', () => {
    const nodes = members(3).map((node, index) => ({
      ...node,
      host: `10.0.0.${index + 1}`,
      ports: {client: 2379, peer: 2380},
      dataDir: '/data',
      walDir: '/wal',
    }));

    expect(errorsOf(nodes)).toBe(false);
  });
});
