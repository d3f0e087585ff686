import {describe, expect, it} from 'vitest';

import {configOf, judgeConfigs, type Changes} from './judged.js';
import {memberOf, THREE} from './three-members.js';

// Each is right, however unusual: a rule that speaks about one of them raises a false alarm.
describe('nothing is said about the addresses of one config file', () => {
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
  ])('%s', async (_, changes, version) => {
    expect(await judgeConfigs([configOf(changes)], version === undefined ? {} : {version})).toEqual([]);
  });
});
