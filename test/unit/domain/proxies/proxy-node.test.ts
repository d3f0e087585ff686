import {describe, expect, it} from 'vitest';

import {planProxyNode} from '../../../../src/lib/domain/proxies/proxy-node.js';
import {withNode} from '../../../../src/lib/domain/spec/node-edits.js';
import type {ProxyRequest} from '../../../../src/lib/domain/proxies/proxy-request.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';
import {aProxy, aSpec, members} from '../../../fakes/spec.js';

function request(
  change: Partial<Omit<ProxyRequest, 'given'>> & {given?: Record<string, string | number>},
): ProxyRequest {
  const {given = {}, ...rest} = change;
  return {role: 'gateway', ...rest, given: new Map(Object.entries(given))};
}

const WIDE = aProxy('gateway', {name: 'wide', listen: '0.0.0.0', ports: {client: 2500}});
const SPEC = aSpec({nodes: [...members(3), aProxy('gateway'), WIDE]});

describe('planProxyNode', () => {
  it.each<[what: string, change: Parameters<typeof request>[0], node: Partial<SpecNode>]>([
    [
      'the next free name and block of ports',
      {},
      {name: 'gateway1', host: '127.0.0.1', ports: {client: 2419}},
    ],
    [
      'a gRPC proxy, which has a port for metrics too',
      {role: 'grpc-proxy'},
      {name: 'grpc-proxy0', ports: {client: 2419, metrics: 2421}},
    ],
    ['a v2 proxy that writes', {role: 'v2-proxy', given: {proxy: 'on'}}, {name: 'proxy0', mode: 'readwrite'}],
    ['a v2 proxy that does not', {role: 'v2-proxy', given: {proxy: 'readonly'}}, {mode: 'readonly'}],
    [
      'an address of its own',
      {given: {'listen-addr': '10.0.0.9:23790'}},
      {host: '10.0.0.9', ports: {client: 23790}},
    ],
    [
      'every address, reached under one',
      {host: '10.0.0.9', given: {'listen-addr': '0.0.0.0:23790'}},
      {host: '10.0.0.9', listen: '0.0.0.0', ports: {client: 23790}},
    ],
    [
      'the URL of a v2 proxy',
      {role: 'v2-proxy', given: {'listen-client-urls': 'http://[::1]:2379'}},
      {host: '::1', ports: {client: 2379}},
    ],
    ['localhost, which has an address', {given: {'listen-addr': 'localhost:9'}}, {host: '127.0.0.1'}],
    [
      'all other flags as settings',
      {role: 'grpc-proxy', given: {namespace: 'app/', 'resolver-ttl': 60}},
      {settings: {namespace: 'app/', 'resolver-ttl': 60}},
    ],
    [
      'one that is there, with another port',
      {name: 'gateway0', given: {'listen-addr': '127.0.0.1:9999', 'retry-delay': '5s'}},
      {name: 'gateway0', ports: {client: 9999}, settings: {'retry-delay': '5s'}},
    ],
    [
      'a host of its own: the first block there',
      {host: '10.0.0.9'},
      {host: '10.0.0.9', ports: {client: 2379}},
    ],
  ])('%s', (_, change, node) => {
    const planned = planProxyNode(SPEC, request(change)).node;

    expect(planned).toMatchObject(node);
    expect(planned.ports).toEqual(node.ports ?? planned.ports);
    expect(planned.listen).toBe(node.listen);
  });

  it('knows a new node from one that is there', () => {
    expect(planProxyNode(SPEC, request({})).isNew).toBe(true);
    expect(planProxyNode(SPEC, request({name: 'gateway0'})).isNew).toBe(false);
  });

  it.each<[what: string, change: Parameters<typeof request>[0], message: RegExp]>([
    ['a name that leads out of the folder', {name: '../../x'}, /--name: /],
    ['a host that is none', {host: 'http://x:1'}, /--host: /],
    [
      'TLS for clients in a spec without',
      {role: 'grpc-proxy', given: {'auto-tls': 'true'}},
      /--auto-tls: the nodes of the spec speak no TLS/,
    ],
    [
      'clients without TLS in a spec without',
      {role: 'grpc-proxy', plainListen: true},
      /--plain-listen has no effect/,
    ],
    [
      'https in a spec without TLS',
      {role: 'v2-proxy', given: {'listen-client-urls': 'https://127.0.0.1:1'}},
      /speak no TLS: write http/,
    ],
    [
      'a listener with a path',
      {role: 'v2-proxy', given: {'listen-client-urls': 'http://127.0.0.1:1/x'}},
      /has a path/,
    ],
    [
      'a file as a listener',
      {role: 'v2-proxy', given: {'listen-client-urls': 'unix://127.0.0.1:1'}},
      /neither http nor https/,
    ],
    ['the name of a member', {name: 'infra0'}, /infra0 is a member in the spec, no gateway/],
    ['a port that is none', {given: {'listen-addr': '127.0.0.1:0'}}, /"127.0.0.1:0" has no port from 1/],
    ['letters for a port', {given: {'listen-addr': '127.0.0.1:abc'}}, /has no port/],
    ['a name to listen on', {given: {'listen-addr': 'example.com:2379'}}, /names no IP address/],
    [
      'TLS of a gateway',
      {given: {'listen-addr': 'https://127.0.0.1:9'}},
      /asks for TLS, which a gateway does not end/,
    ],
    ['a scheme', {role: 'grpc-proxy', given: {'listen-addr': 'http://127.0.0.1:9'}}, /has a scheme/],
    ['every address and no host', {given: {'listen-addr': '0.0.0.0:9'}}, /is every address of this machine/],
    [
      'two URLs',
      {role: 'v2-proxy', given: {'listen-client-urls': 'http://a:1,http://b:2'}},
      /is not one URL/,
    ],
    [
      'peers of another cluster',
      {role: 'v2-proxy', given: {'initial-cluster': 'a=http://b:1'}},
      /--initial-cluster: /,
    ],
  ])('refuses %s', (_, change, message) => {
    const plan = (): unknown => planProxyNode(SPEC, request(change));

    expect(plan).toThrow(OpsError);
    expect(plan).toThrow(message);
  });
});

it('says when there are no ports left', () => {
  const last = aSpec({nodes: members(1, {ports: {client: 65_530, peer: 65_531, metrics: 65_532}})});

  expect(() => planProxyNode(last, request({}))).toThrow(
    /above port 65530 there is no free one on 127\.0\.0\.1/,
  );
});

describe('withNode', () => {
  it('puts a new one last, and a known one in the stead of itself', () => {
    const fresh = aProxy('grpc-proxy');
    const changed = aProxy('gateway', {ports: {client: 9999}});

    expect(withNode(SPEC, fresh).nodes.map(({name}) => name)).toEqual([
      ...SPEC.nodes.map(({name}) => name),
      'grpc-proxy0',
    ]);
    expect(withNode(SPEC, changed).nodes).toHaveLength(SPEC.nodes.length);
    expect(withNode(SPEC, changed).nodes).toContainEqual(changed);
  });
});
