import {describe, expect, it} from 'vitest';

import {configOf, judgeConfigs, type Changes} from './judged.js';
import {A, B, C, memberOf, THREE} from './three-members.js';

// Each is right, however unusual: a rule that speaks about one of them raises a false alarm.
describe('nothing is said about config files of a cluster', () => {
  it.each<[string, Changes[]]>([
    [
      'three members that keep their data under the same path on their own machines',
      [0, 1, 2].map(index => memberOf(index, THREE)),
    ],
    [
      'three members with the list in any order',
      [memberOf(0, THREE), memberOf(1, [C, A, B].join(',')), memberOf(2, [B, C, A].join(',,'))],
    ],
    [
      'three members on one machine',
      [0, 1, 2].map(index => ({
        name: 'abc'[index]!,
        'data-dir': `/var/lib/etcd/${index}`,
        'listen-peer-urls': `http://127.0.0.1:${index}2380`,
        'listen-client-urls': `http://127.0.0.1:${index}2379`,
        'initial-advertise-peer-urls': `http://127.0.0.1:${index}2380`,
        'advertise-client-urls': `http://localhost:${index}2379`,
        'initial-cluster': [0, 1, 2].map(other => `${'abc'[other]}=http://127.0.0.1:${other}2380`).join(','),
      })),
    ],
    [
      'three members on loopback addresses of their own',
      [0, 1, 2].map(index => ({
        name: 'abc'[index]!,
        'data-dir': `data-${index}`,
        'listen-peer-urls': `http://127.0.0.${index + 1}:2380`,
        'listen-client-urls': `http://127.0.0.${index + 1}:2379`,
        'initial-advertise-peer-urls': `http://127.0.0.${index + 1}:2380`,
        'advertise-client-urls': `http://127.0.0.${index + 1}:2379`,
        'initial-cluster': [0, 1, 2]
          .map(other => `${'abc'[other]}=http://127.0.0.${other + 1}:2380`)
          .join(','),
      })),
    ],
    [
      'a cluster that grew member by member, as kubeadm writes it',
      [
        memberOf(0, A),
        memberOf(1, `${A},${B}`, {'initial-cluster-state': 'existing'}),
        memberOf(2, THREE, {'initial-cluster-state': 'existing'}),
      ],
    ],
    [
      'a cluster of which one member was replaced',
      [
        memberOf(0, THREE),
        memberOf(1, THREE),
        memberOf(3, `${A},${B},d=http://10.0.0.4:2380`, {'initial-cluster-state': 'existing'}),
        memberOf(2, THREE),
      ],
    ],
    [
      'members that all join, their lists of different times',
      [
        memberOf(0, THREE, {'initial-cluster-state': 'existing'}),
        memberOf(1, `${A},${B}`, {'initial-cluster-state': 'existing', 'initial-cluster-token': 'orders-2'}),
        memberOf(2, THREE, {'initial-cluster-state': 'existing'}),
      ],
    ],
    [
      'members that listen for clients on loopback alone',
      [0, 1, 2].map(index =>
        memberOf(index, THREE, {
          'listen-client-urls': 'http://127.0.0.1:2379',
          'advertise-client-urls': 'http://127.0.0.1:2379',
        }),
      ),
    ],
    [
      'members behind one public address, on machines of their own',
      [0, 1, 2].map(index =>
        memberOf(index, [0, 1, 2].map(other => `${'abc'[other]}=http://203.0.113.7:${other}2380`).join(','), {
          'initial-advertise-peer-urls': `http://203.0.113.7:${index}2380`,
          'advertise-client-urls': `http://203.0.113.7:${index}2379`,
        }),
      ),
    ],
    [
      'members behind one host name',
      [0, 1, 2].map(index =>
        memberOf(
          index,
          [0, 1, 2].map(other => `${'abc'[other]}=http://etcd.example.com:${other}2380`).join(','),
          {
            'listen-peer-urls': 'http://0.0.0.0:2380',
            'listen-client-urls': 'http://0.0.0.0:2379',
            'initial-advertise-peer-urls': `http://etcd.example.com:${index}2380`,
            'advertise-client-urls': `http://etcd.example.com:${index}2379`,
          },
        ),
      ),
    ],
    [
      'the same values of what has to agree, where they are not the defaults',
      [0, 1, 2].map(index =>
        memberOf(index, THREE, {
          'heartbeat-interval': '300',
          'election-timeout': '3000',
          'max-learners': '2',
        }),
      ),
    ],
  ])('%s', async (_, members) => {
    expect(await judgeConfigs(members.map(configOf))).toEqual([]);
  });
});
