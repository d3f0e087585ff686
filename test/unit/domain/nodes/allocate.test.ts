import {describe, expect, it} from 'vitest';

import {allocatePorts, defaultName, requestNodes} from '../../../../src/lib/domain/nodes/allocate.js';

describe('defaultName', () => {
  it.each([
    ['member', 0, 'infra0'],
    ['member', 12, 'infra12'],
    ['v2-proxy', 0, 'proxy0'],
    ['gateway', 1, 'gateway1'],
    ['grpc-proxy', 2, 'grpc-proxy2'],
  ] as const)('%s %i is %s', (role, index, name) => {
    expect(defaultName(role, index)).toBe(name);
  });
});

describe('requestNodes', () => {
  it('makes as many as asked for', () => {
    expect(requestNodes('gateway', 2, {host: '127.0.0.1'})).toEqual([
      {name: 'gateway0', role: 'gateway', host: '127.0.0.1'},
      {name: 'gateway1', role: 'gateway', host: '127.0.0.1'},
    ]);
    expect(requestNodes('member', 0, {host: '127.0.0.1'})).toEqual([]);
  });
});

describe('allocatePorts', () => {
  it('gives nodes on one host neighbouring blocks, whatever their role', () => {
    const nodes = allocatePorts(
      [
        ...requestNodes('member', 2, {host: '127.0.0.1'}),
        ...requestNodes('v2-proxy', 1, {host: '127.0.0.1', mode: 'readonly'}),
        ...requestNodes('gateway', 1, {host: '127.0.0.1'}),
        ...requestNodes('grpc-proxy', 1, {host: '127.0.0.1'}),
      ],
      2379,
    );

    expect(nodes).toEqual([
      {name: 'infra0', role: 'member', host: '127.0.0.1', ports: {client: 2379, peer: 2380, metrics: 2381}},
      {name: 'infra1', role: 'member', host: '127.0.0.1', ports: {client: 2389, peer: 2390, metrics: 2391}},
      {name: 'proxy0', role: 'v2-proxy', host: '127.0.0.1', ports: {client: 2399}, mode: 'readonly'},
      {name: 'gateway0', role: 'gateway', host: '127.0.0.1', ports: {client: 2409}},
      {name: 'grpc-proxy0', role: 'grpc-proxy', host: '127.0.0.1', ports: {client: 2419, metrics: 2421}},
    ]);
  });

  it('begins at the base port on each host', () => {
    const hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.1', 'etcd3.example.com'];
    const nodes = allocatePorts(
      hosts.map((host, index) => ({name: `n${index}`, role: 'member' as const, host})),
      3000,
    );

    expect(nodes.map(({ports}) => ports.client)).toEqual([3000, 3000, 3010, 3000]);
  });

  it.each([
    ['a name of this machine, which listens everywhere', ['localhost', '127.0.0.2'], [2379, 2389]],
    ['loopback addresses that listen on themselves', ['127.0.0.1', '127.0.0.2'], [2379, 2379]],
  ])('%s', (_, hosts, clients) => {
    const nodes = allocatePorts(
      hosts.map((host, index) => ({name: `n${index}`, role: 'member' as const, host})),
      2379,
    );

    expect(nodes.map(({ports}) => ports.client)).toEqual(clients);
  });

  it('keeps the listen address', () => {
    const [node] = allocatePorts(requestNodes('member', 1, {host: 'etcd1', listen: '10.0.0.1'}), 2379);

    expect(node).toMatchObject({host: 'etcd1', listen: '10.0.0.1'});
  });

  it('never gives two nodes of a host the same port', () => {
    const roles = ['member', 'v2-proxy', 'gateway', 'grpc-proxy'] as const;
    const nodes = allocatePorts(
      roles.flatMap(role => requestNodes(role, 50, {host: 'localhost'})),
      10_000,
    );

    const ports = nodes.flatMap(({ports}) => Object.values(ports));

    expect(new Set(ports).size).toBe(ports.length);
  });
});
