import {describe, expect, it} from 'vitest';

import {configSettings, nodeSettings} from '../../../../src/lib/domain/config/node-settings.js';
import type {ClusterSpec, SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aJoiner, aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

function settingsOf(spec: ClusterSpec, node: SpecNode = spec.nodes[0]!): Record<string, unknown> {
  return Object.fromEntries(configSettings(spec, node));
}

describe('configSettings of a member', () => {
  it('says who it is, where it listens and who the others are', () => {
    expect(settingsOf(aSpec())).toEqual({
      name: 'infra0',
      'data-dir': '.etcdops/data/infra0',
      'listen-peer-urls': 'http://127.0.0.1:2380',
      'listen-client-urls': 'http://127.0.0.1:2379',
      'listen-metrics-urls': 'http://127.0.0.1:2381',
      'initial-advertise-peer-urls': 'http://127.0.0.1:2380',
      'advertise-client-urls': 'http://127.0.0.1:2379',
      'initial-cluster':
        'infra0=http://127.0.0.1:2380,infra1=http://127.0.0.1:2390,infra2=http://127.0.0.1:2400',
      'initial-cluster-state': 'new',
      'initial-cluster-token': 'demo-7f3c91',
    });
  });

  it('lists who begins with it; one that joins lists all there are, learners too', () => {
    const nodes = [...members(2), aJoiner(2), aJoiner(3, {learner: true}), aProxy('v2-proxy')];
    const spec = aSpec({nodes, version: '3.5.35'});
    const begun = 'infra0=http://127.0.0.1:2380,infra1=http://127.0.0.1:2390';
    const joined = 'infra2=http://127.0.0.1:2400';

    expect(settingsOf(spec, nodes[0])).toMatchObject({
      'initial-cluster': begun,
      'initial-cluster-state': 'new',
    });
    for (const node of [nodes[2], nodes[3]]) {
      expect(settingsOf(spec, node)).toMatchObject({
        'initial-cluster': `${begun},${joined},infra3=http://127.0.0.1:2410`,
        'initial-cluster-state': 'existing',
      });
    }
    expect(settingsOf(spec, nodes[4])).toMatchObject({'initial-cluster': `${begun},${joined}`});
  });

  it('listens on an address and advertises the name', () => {
    const node = aMember(0, {host: 'etcd0.example'});

    expect(settingsOf(aSpec({nodes: [node]}))).toMatchObject({
      'listen-client-urls': 'http://0.0.0.0:2379',
      'advertise-client-urls': 'http://etcd0.example:2379',
      'data-dir': '/var/lib/etcd/infra0',
    });
  });

  it('brackets IPv6 everywhere', () => {
    const found = settingsOf(aSpec({nodes: [aMember(0, {host: '::1'})]}));

    const urls = Object.entries(found).filter(([name]) => name.includes('url') || name === 'initial-cluster');
    expect(urls.map(([, value]) => String(value).includes('//[::1]:23'))).toEqual(urls.map(() => true));
    expect(urls).toHaveLength(6);
  });

  it('leaves out what the node does not have', () => {
    const node = aMember(0, {ports: {client: 1, peer: 2}});

    expect(settingsOf(aSpec({nodes: [node]}))).not.toHaveProperty('listen-metrics-urls');
    expect(settingsOf(aSpec())).not.toHaveProperty('wal-dir');
    expect(settingsOf(aSpec({nodes: [{...node, walDir: 'wal'}]}))).toHaveProperty('wal-dir', 'wal');
  });

  it.each([
    ['3.4.23', {logger: 'zap', 'enable-grpc-gateway': true}],
    ['3.5.35', {}],
    ['3.7.3', {}],
  ])('etcd %s: what makes a config file behave as flags do', (version, expected) => {
    const plain = settingsOf(aSpec());

    expect(settingsOf(aSpec({version}))).toEqual({...plain, ...expected});
  });

  it.each([
    ['3.4.23', 'periodic'],
    ['3.5.35', 'periodic'],
    ['3.6.16', undefined],
    ['3.7.3', undefined],
  ])('etcd %s: a retention has a mode beside it', (version, mode) => {
    const settings = {'auto-compaction-retention': '1h'};
    const own = aSpec({version, nodes: [aMember(0, {settings})]});

    expect(settingsOf(aSpec({version, settings}))['auto-compaction-mode']).toBe(mode);
    expect(settingsOf(own)['auto-compaction-mode']).toBe(mode);
    expect(settingsOf(aSpec({version}))).not.toHaveProperty('auto-compaction-mode');
  });

  it('takes the mode that the user gave', () => {
    const settings = {'auto-compaction-retention': '1000', 'auto-compaction-mode': 'revision'};

    expect(settingsOf(aSpec({version: '3.4.23', settings}))['auto-compaction-mode']).toBe('revision');
  });

  it('prefers the settings of the node', () => {
    const nodes = [aMember(0, {settings: {'log-level': 'debug'}}), aMember(1)];
    const spec = aSpec({nodes, settings: {'log-level': 'warn', 'max-wals': 3}});

    expect(settingsOf(spec, nodes[0])).toMatchObject({'log-level': 'debug', 'max-wals': 3});
    expect(settingsOf(spec, nodes[1])).toMatchObject({'log-level': 'warn', 'max-wals': 3});
  });

  it.each([
    ['3.4.23', true],
    ['3.5.35', true],
    ['3.7.3', undefined],
  ])('etcd %s speaks v2 where a v2 proxy needs it', (version, expected) => {
    const nodes = [...members(3), aProxy('v2-proxy')];

    expect(settingsOf(aSpec({version, nodes}))['enable-v2']).toBe(expected);
    expect(settingsOf(aSpec({version}))).not.toHaveProperty('enable-v2');
  });
});

describe('configSettings of a v2 proxy', () => {
  it.each([
    [undefined, 'on'],
    ['readwrite', 'on'],
    ['readonly', 'readonly'],
  ] as const)('mode %s → %s', (mode, expected) => {
    const proxy = aProxy('v2-proxy', mode === undefined ? {} : {mode});
    const spec = aSpec({version: '3.5.35', nodes: [...members(1), proxy], settings: {'max-wals': 3}});

    expect(settingsOf(spec, proxy)).toEqual({
      name: 'proxy0',
      'data-dir': '.etcdops/data/proxy0',
      proxy: expected,
      'listen-client-urls': 'http://127.0.0.1:2409',
      'initial-cluster': 'infra0=http://127.0.0.1:2380',
    });
  });
});

describe('nodeSettings', () => {
  const spec = aSpec({nodes: members(2), settings: {'log-level': 'debug'}});
  const endpoints = '127.0.0.1:2379,127.0.0.1:2389';

  it('of a gateway', () => {
    const gateway = aProxy('gateway', {settings: {'retry-delay': '5s'}});

    expect([...nodeSettings(spec, gateway)]).toEqual([
      ['endpoints', endpoints],
      ['listen-addr', '127.0.0.1:2409'],
      ['retry-delay', '5s'],
    ]);
  });

  it('of a gRPC proxy on IPv6, with a setting that takes the place of ours', () => {
    const proxy = aProxy('grpc-proxy', {host: '2001:db8::9', settings: {'data-dir': '/x'}});

    expect([...nodeSettings(spec, proxy)]).toEqual([
      ['endpoints', endpoints],
      ['listen-addr', '[2001:db8::9]:2409'],
      ['advertise-client-url', '[2001:db8::9]:2409'],
      ['data-dir', '/x'],
      ['metrics-addr', 'http://[2001:db8::9]:2411'],
    ]);
  });

  it.each(['member', 'v2-proxy'] as const)('of a %s are those of its config file', role => {
    const node = role === 'member' ? aMember(0) : aProxy(role);

    expect(nodeSettings(spec, node)).toEqual(configSettings(spec, node));
  });
});
