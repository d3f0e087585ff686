import {describe, expect, it} from 'vitest';

import {configOf, flagsOf, judgeConfigs, judgeStarts, type Changes, type Start} from './judged.js';

/** A member of a cluster on `10.0.0.1`, `10.0.0.2`, … */
function memberOf(index: number, list: string, more: Changes = {}): Changes {
  const host = `10.0.0.${index + 1}`;
  return {
    name: 'abcdefg'[index]!,
    'listen-peer-urls': `http://${host}:2380`,
    'listen-client-urls': `http://${host}:2379`,
    'initial-advertise-peer-urls': `http://${host}:2380`,
    'advertise-client-urls': `http://${host}:2379`,
    'initial-cluster': list,
    ...more,
  };
}

const [A, B, C] = ['a=http://10.0.0.1:2380', 'b=http://10.0.0.2:2380', 'c=http://10.0.0.3:2380'];
const THREE = [A, B, C].join(',');

// Each is right, however unusual: a rule that speaks about one of them raises a false alarm.
describe('nothing is said about one config file', () => {
  it.each<[string, Changes, string?]>([
    ['a lone member', {}],
    ['a member that lists itself alone by default', {'initial-cluster': null}],
    ['a member without any name', {name: null, 'initial-cluster': 'default=http://10.0.0.1:2380'}],
    [
      'nothing but a name',
      {...Object.fromEntries(Object.keys(memberOf(0, '')).map(key => [key, null])), name: 'a'},
    ],
    ['one of three', memberOf(0, THREE)],
    [
      'IPv6',
      {
        'listen-peer-urls': 'http://[2001:db8::1]:2380',
        'listen-client-urls': 'http://[2001:db8::1]:2379,http://[::1]:2379',
        'initial-advertise-peer-urls': 'http://[2001:db8::1]:2380',
        'advertise-client-urls': 'http://[2001:db8::1]:2379',
        'initial-cluster':
          'a=http://[2001:db8::1]:2380,b=http://[2001:db8::2]:2380,c=http://[2001:db8::3]:2380',
      },
    ],
    [
      'IPv6 in two spellings',
      {
        'listen-peer-urls': 'http://[::]:2380',
        'listen-client-urls': 'http://[::]:2379',
        'initial-advertise-peer-urls': 'http://[2001:DB8:0:0::1]:2380',
        'advertise-client-urls': 'http://[2001:db8::1]:2379',
        'initial-cluster': 'a=http://[2001:db8::1]:2380',
      },
    ],
    [
      'each address of the machine, and host names to others',
      {
        'listen-peer-urls': 'http://0.0.0.0:2380',
        'listen-client-urls': 'http://0.0.0.0:2379',
        'initial-advertise-peer-urls': 'http://etcd1.example.com:2380',
        'advertise-client-urls': 'http://etcd1.example.com:2379',
        'initial-cluster':
          'a=http://etcd1.example.com:2380,b=http://etcd2.example.com:2380,c=http://etcd3.example.com:2380',
      },
    ],
    [
      'a host name for an address, which only a name server can tell',
      {'initial-cluster': 'a=http://etcd1:2380'},
    ],
    [
      'several URLs each',
      {
        'listen-peer-urls': 'http://10.0.0.1:2380,http://10.1.0.1:2380',
        'listen-client-urls': 'http://10.0.0.1:2379,http://127.0.0.1:2379',
        'initial-advertise-peer-urls': 'http://10.0.0.1:2380,http://10.1.0.1:2380',
        'initial-cluster':
          'a=http://10.1.0.1:2380,b=http://10.0.0.2:2380,a=http://10.0.0.1:2380,b=http://10.1.0.2:2380,c=http://10.0.0.3:2380,c=http://10.1.0.3:2380',
      },
    ],
    [
      'white space around URLs, and commas too many in the list',
      {
        'listen-client-urls': ' http://10.0.0.1:2379, http://127.0.0.1:2379 ',
        'initial-cluster': `,${THREE},,`,
      },
    ],
    ['a folded list', {'initial-cluster': '>-\n  a=http://10.0.0.1:2380'}],
    ['a scheme in capitals', {'listen-client-urls': 'HTTP://10.0.0.1:2379'}],
    [
      'a client URL that is listed twice',
      {'listen-client-urls': 'http://10.0.0.1:2379,http://10.0.0.1:2379'},
    ],
    [
      'TLS and plain http to itself',
      {
        'listen-client-urls': 'https://10.0.0.1:2379,http://127.0.0.1:2379',
        'advertise-client-urls': 'https://10.0.0.1:2379',
        'client-transport-security': '{cert-file: /a.crt, key-file: /a.key}',
      },
    ],
    [
      'metrics without TLS beside clients with it',
      {
        'listen-client-urls': 'https://10.0.0.1:2379',
        'advertise-client-urls': 'https://10.0.0.1:2379',
        'listen-metrics-urls': 'http://10.0.0.1:2381',
        'client-transport-security': '{cert-file: /a.crt, key-file: /a.key}',
      },
    ],
    [
      'addresses behind a NAT',
      {
        'initial-advertise-peer-urls': 'http://203.0.113.7:32380',
        'advertise-client-urls': 'http://203.0.113.7:32379',
        'initial-cluster': 'a=http://203.0.113.7:32380',
      },
    ],
    [
      'something before it that ends TLS',
      {
        'listen-client-urls': 'http://127.0.0.1:2379',
        'advertise-client-urls': 'https://etcd.example.com:443',
      },
    ],
    [
      'clients on the machine alone',
      {'listen-client-urls': 'http://127.0.0.1:2379', 'advertise-client-urls': 'http://localhost:2379'},
    ],
    [
      'the default of what it advertises, where it answers',
      {'listen-client-urls': 'http://127.0.0.1:2379', 'advertise-client-urls': null},
    ],
    [
      'the address of the machine, where 0.0.0.0 makes etcd ask for it',
      {
        'listen-peer-urls': 'http://0.0.0.0:2380',
        'listen-client-urls': 'http://0.0.0.0:2379',
        'initial-advertise-peer-urls': null,
        'advertise-client-urls': null,
        'initial-cluster': null,
      },
    ],
    [
      'a Unix socket for clients',
      {'listen-client-urls': 'unix:///run/etcd.sock', 'advertise-client-urls': 'unix:///run/etcd.sock'},
    ],
    [
      'a Unix socket that is not advertised',
      {'listen-client-urls': 'unix:///run/etcd.sock', 'advertise-client-urls': null},
      '3.6.16',
    ],
    [
      'Unix sockets with names like hosts',
      {
        'listen-peer-urls': 'unix://localhost:2380',
        'listen-client-urls': 'unix://localhost:2379',
        'initial-advertise-peer-urls': 'unix://localhost:2380',
        'advertise-client-urls': 'unix://localhost:2379',
        'initial-cluster': 'a=unix://localhost:2380',
      },
      '3.4.45',
    ],
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
    ['strict checks and no forced cluster', {'strict-reconfig-check': 'true', 'force-new-cluster': 'false'}],
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
          version: '3.5.35',
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

describe('nothing is said about how a member would begin that has begun', () => {
  const facts = {
    file: () => undefined,
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
