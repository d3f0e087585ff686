import {describe, expect, it} from 'vitest';

import {flagsOf, judgeStarts, type Start} from './judged.js';
import {memberOf, THREE} from './three-members.js';

// Each is right, however unusual: a rule that speaks about one of them raises a false alarm.
describe('nothing is said about command lines', () => {
  it.each<[string, Start[]]>([
    ['without anything', [{}]],
    ['of a lone member', [{argv: flagsOf()}]],
    [
      'with variables',
      [
        {
          environment: {
            ETCD_NAME: 'a',
            ETCD_LISTEN_CLIENT_URLS: 'http://10.0.0.1:2379',
            ETCD_ADVERTISE_CLIENT_URLS: 'http://10.0.0.1:2379',
          },
        },
      ],
    ],
    [
      'with an empty variable, which is none',
      [{argv: ['--name=a'], environment: {ETCD_INITIAL_CLUSTER: '', ETCD_LISTEN_CLIENT_URLS: ''}}],
    ],
    [
      'with a peer URL that stands twice, which etcd merges',
      [{argv: flagsOf({'listen-peer-urls': 'http://10.0.0.1:2380,http://10.0.0.1:2380'})}],
    ],
    [
      'with a name that only its machine knows',
      [
        {argv: flagsOf({name: '$(hostname)?', 'initial-cluster': THREE})},
        {
          argv: flagsOf(
            memberOf(1, THREE, {
              name: '$(hostname)?',
              'initial-advertise-peer-urls': 'http://?:2380',
              'listen-peer-urls': 'http://?:2380',
              'listen-client-urls': 'http://?:2379',
              'advertise-client-urls': 'http://?:2379',
            }),
          ),
        },
      ],
    ],
    ['with a list that only its machine knows', [{argv: flagsOf({'initial-cluster': '${CLUSTER?}'})}]],
    [
      'with any number of flags that only its machine knows',
      [{argv: ['--listen-client-urls=http://10.0.0.1:2379', '$FLAGS?']}],
    ],
    [
      'of a v2 proxy, which is in no list',
      [
        {
          argv: [
            '--proxy=on',
            '--name=p',
            '--listen-client-urls=http://10.0.0.9:2379',
            `--initial-cluster=${THREE}`,
          ],
          version: '3.4.45',
        },
      ],
    ],
    [
      'of a member that discovery may make a proxy',
      [
        {
          argv: [
            '--name=a',
            '--listen-client-urls=http://10.0.0.1:2379',
            '--discovery=https://discovery.example.com/t',
          ],
          version: '3.5.35',
        },
      ],
    ],
    [
      'of containers with networks of their own',
      [0, 1, 2].map(index => ({
        argv: flagsOf({
          name: `etcd${index}`,
          'data-dir': '/etcd-data',
          'listen-peer-urls': 'http://0.0.0.0:2380',
          'listen-client-urls': 'http://0.0.0.0:2379',
          'initial-advertise-peer-urls': `http://etcd${index}:2380`,
          'advertise-client-urls': `http://etcd${index}:2379`,
          'initial-cluster': [0, 1, 2].map(other => `etcd${other}=http://etcd${other}:2380`).join(','),
        }),
        input: 'compose',
        launch: {ownNetwork: true, inContainer: true},
      })),
    ],
    [
      'of a container whose ports are mapped',
      [
        {
          argv: flagsOf({
            'listen-client-urls': 'http://0.0.0.0:2379',
            'advertise-client-urls': 'http://192.168.1.5:32379',
          }),
          launch: {ownNetwork: true, inContainer: true},
        },
      ],
    ],
    [
      'of gateways on loopback of their own hosts',
      [
        ...[0, 1, 2].map(index => ({argv: flagsOf(memberOf(index, THREE))})),
        {argv: ['gateway', 'start', '--endpoints=10.0.0.1:2379,10.0.0.2:2379']},
        {argv: ['gateway', 'start', '--endpoints=10.0.0.1:2379,10.0.0.3:2379']},
      ],
    ],
    [
      'of members that a Procfile starts with relative folders',
      [0, 1, 2].map(index => ({
        argv: flagsOf({
          name: 'abc'[index]!,
          'data-dir': null,
          'listen-peer-urls': `http://127.0.0.1:${index}2380`,
          'listen-client-urls': `http://127.0.0.1:${index}2379`,
          'initial-advertise-peer-urls': `http://127.0.0.1:${index}2380`,
          'advertise-client-urls': `http://127.0.0.1:${index}2379`,
          'initial-cluster': [0, 1, 2]
            .map(other => `${'abc'[other]}=http://127.0.0.1:${other}2380`)
            .join(','),
        }),
        input: 'procfile',
      })),
    ],
  ])('%s', (_, starts) => {
    expect(judgeStarts(starts)).toEqual([]);
  });
});
