import {describe, expect, it} from 'vitest';

import {NO_FACTS} from '../../../../src/lib/domain/rules/cluster.js';
import {configOf, judgeConfigs, type Changes} from './judged.js';
import {A, B, C, memberOf, THREE} from './three-members.js';

// Each is right, however unusual: a rule that speaks about one of them raises a false alarm.
describe('nothing is said about how one config file begins', () => {
  it.each<[string, Changes, string?]>([
    ['joining as the second member', memberOf(1, `${A},${B}`, {'initial-cluster-state': 'existing'})],
    [
      'joining with a host name that differs',
      memberOf(1, `${A},b=http://etcd2:2380`, {'initial-cluster-state': 'existing'}),
    ],
    [
      'joining under other URLs than it is told, which etcd does not look at',
      memberOf(1, `${A},b=http://10.9.9.9:2380`, {'initial-cluster-state': 'existing'}),
    ],
    [
      'joining by DNS records',
      {'initial-cluster': null, 'initial-cluster-state': 'existing', 'discovery-srv': 'example.com'},
    ],
    ['an empty state, which is new', {'initial-cluster-state': ''}],
    [
      'DNS records',
      {'initial-cluster': null, 'discovery-srv': 'example.com', 'discovery-srv-name': 'orders'},
    ],
    [
      'the default list beside DNS records, which etcd cannot tell apart',
      {'initial-cluster': 'default=http://localhost:2380', 'discovery-srv': 'example.com'},
    ],
    [
      'v3 discovery',
      {
        'initial-cluster': null,
        'discovery-config': '{token: t, client: {endpoints: ["http://10.0.9.1:2379"]}}',
      },
    ],
    [
      'v2 discovery',
      {'initial-cluster': null, discovery: 'https://discovery.example.com/v2/keys/_etcd/registry/t'},
      '3.5.35',
    ],
    [
      'v2 discovery by the short form of its URL',
      {
        'initial-cluster': null,
        discovery: 'https://discovery.etcd.io/3e86b59982e49066c5d813af1c2e2579cbf573de',
      },
      '3.4.45',
    ],
    [
      'the default list with a name of its own, which etcd replaces',
      {'initial-cluster': 'default=http://localhost:2380'},
    ],
    ['a name with a blank', {name: 'a b', 'initial-cluster': 'a b=http://10.0.0.1:2380'}],
    ['a name in another script', {name: 'büro', 'initial-cluster': 'büro=http://10.0.0.1:2380'}],
    ['the default token for itself alone', {'initial-cluster-token': null}],
    ['no forced cluster', {'force-new-cluster': 'false'}],
    [
      'a port below 1024, and the last one',
      {
        'listen-client-urls': 'http://10.0.0.1:80,http://10.0.0.1:65535',
        'advertise-client-urls': 'http://10.0.0.1:80',
      },
    ],
  ])('%s', async (_, changes, version) => {
    expect(await judgeConfigs([configOf(changes)], version === undefined ? {} : {version})).toEqual([]);
  });
});

describe('nothing is said about how a member would begin that has begun', () => {
  const facts = {
    ...NO_FACTS,
    dataDir: () => ({hasMember: true, hasProxy: false, hasWal: true, hasDb: true}),
  };

  it.each<[string, Changes[]]>([
    ['a list from before the cluster grew', [{'initial-cluster': 'b=http://10.0.0.2:2380'}]],
    ['peer URLs from before they were changed', [{'initial-cluster': 'a=http://10.9.9.9:2380'}]],
    ['joining alone', [{'initial-cluster-state': 'existing'}]],
    [
      'lists and tokens that differ',
      [memberOf(0, A), memberOf(1, THREE, {'initial-cluster-token': 'other'}), memberOf(2, `${A},${C}`)],
    ],
  ])('%s', async (_, members) => {
    expect(await judgeConfigs(members.map(configOf), {facts})).toEqual([]);
  });
});
