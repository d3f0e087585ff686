import {describe, expect, it} from 'vitest';

import {
  advertisedPeerUrlOf,
  clientUrlOf,
  initialClusterOf,
  listenAddressOf,
  membersOf,
  peerUrlOf,
  schemeOf,
  voterEndpoints,
  votersOf,
} from '../../../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../../../src/lib/domain/spec/schema.js';

const MEMBER: SpecNode = {
  name: 'infra0',
  role: 'member',
  host: '10.0.0.1',
  ports: {client: 2379, peer: 2380},
};
const IPV6: SpecNode = {...MEMBER, name: 'infra1', host: 'fd00::1'};
const NAMED: SpecNode = {...MEMBER, name: 'infra2', host: 'etcd2.example.com', listen: '10.0.0.2'};
const GATEWAY: SpecNode = {name: 'gateway0', role: 'gateway', host: '10.0.0.1', ports: {client: 2389}};
const SPEC: ClusterSpec = {
  schemaVersion: 1,
  cluster: 'demo',
  token: 't',
  etcd: {version: '3.7.3'},
  bootstrap: {method: 'static'},
  tls: {mode: 'none'},
  nodes: [MEMBER, GATEWAY, IPV6, NAMED],
};

describe('schemeOf', () => {
  it.each([
    ['none', 'http'],
    ['auto', 'https'],
    ['ca', 'https'],
    ['external', 'https'],
  ] as const)('TLS mode %s: %s', (mode, scheme) => {
    expect(schemeOf({tls: {mode}})).toBe(scheme);
  });
});

describe('listenAddressOf', () => {
  it.each([
    [{host: '10.0.0.1'}, '10.0.0.1'],
    [{host: '::1'}, '::1'],
    [{host: 'etcd1.example.com'}, '0.0.0.0'],
    [{host: 'localhost'}, '0.0.0.0'],
    [{host: 'etcd1.example.com', listen: '10.0.0.9'}, '10.0.0.9'],
    [{host: '10.0.0.1', listen: '0.0.0.0'}, '0.0.0.0'],
  ])('of %j is %s', (node, address) => {
    expect(listenAddressOf(node)).toBe(address);
  });
});

describe('the peer URL of a member that DNS names', () => {
  const srv = {...SPEC, bootstrap: {method: 'srv', domain: 'a.test'}} as const;

  it.each<[string, SpecNode, string]>([
    ['with an address', MEMBER, 'http://infra0.a.test:2380'],
    ['with an IPv6 address', IPV6, 'http://infra1.a.test:2380'],
    ['with a name', NAMED, 'http://etcd2.example.com:2380'],
    ['with a short name', {...MEMBER, host: 'etcd1'}, 'http://etcd1.a.test:2380'],
    ['that has joined later', {...MEMBER, initialClusterState: 'existing'}, 'http://10.0.0.1:2380'],
  ])('%s', (_, node, url) => {
    expect(peerUrlOf(srv, node)).toBe(url);
    expect(advertisedPeerUrlOf(srv, node)).toContain(node.host);
  });
});

describe('URLs of nodes', () => {
  it.each([
    [MEMBER, 'http://10.0.0.1:2379', 'http://10.0.0.1:2380'],
    [IPV6, 'http://[fd00::1]:2379', 'http://[fd00::1]:2380'],
    [NAMED, 'http://etcd2.example.com:2379', 'http://etcd2.example.com:2380'],
    [GATEWAY, 'http://10.0.0.1:2389', undefined],
  ])('of $name', (node, client, peer) => {
    expect(clientUrlOf(SPEC, node)).toBe(client);
    expect(peerUrlOf(SPEC, node)).toBe(peer);
  });

  it('are https where the cluster has certificates', () => {
    const spec: ClusterSpec = {...SPEC, tls: {mode: 'ca'}};

    expect([clientUrlOf(spec, MEMBER), peerUrlOf(spec, MEMBER)]).toEqual([
      'https://10.0.0.1:2379',
      'https://10.0.0.1:2380',
    ]);
  });
});

describe('the members of a spec', () => {
  it('leave proxies and gateways out', () => {
    expect(membersOf(SPEC).map(({name}) => name)).toEqual(['infra0', 'infra1', 'infra2']);
  });

  it('make the initial cluster', () => {
    expect(initialClusterOf(SPEC, membersOf(SPEC))).toBe(
      'infra0=http://10.0.0.1:2380,infra1=http://[fd00::1]:2380,infra2=http://etcd2.example.com:2380',
    );
  });

  it('make the endpoints of a gateway', () => {
    expect(voterEndpoints(SPEC)).toEqual(['10.0.0.1:2379', '[fd00::1]:2379', 'etcd2.example.com:2379']);
  });

  it('vote where they are no learners', () => {
    const spec = {nodes: [MEMBER, {...IPV6, learner: true}, {...NAMED, learner: false}]};

    expect(votersOf(spec)).toEqual([spec.nodes[0], spec.nodes[2]]);
    expect(voterEndpoints(spec)).toEqual(['10.0.0.1:2379', 'etcd2.example.com:2379']);
  });
});
