import {describe, expect, it} from 'vitest';

import {inConfig} from './in-config.js';
import {idsOf, judgeStarts} from './judged.js';
import {testSpoken} from './spoken.js';
import {A} from './three-members.js';

describe('where a member listens', () => {
  testSpoken(
    [
      {
        rule: 'listen-host-name',
        when: 'a zone of an IPv6 address, which etcd does not take for an address',
        changes: {'listen-client-urls': 'http://[fe80::1%25eth0]:2379'},
        says: [/"fe80::1%25eth0" is none/],
        etcdSays: 'expected IP in URL for binding (http://[fe80::1%25eth0]:2379)',
      },
      {
        rule: 'listen-host-name',
        when: 'localhost in capitals',
        changes: {'listen-metrics-urls': 'http://LOCALHOST:2381'},
        says: [/^listen-metrics-urls: .*"LOCALHOST"/],
      },
      {
        rule: 'listen-host-name',
        when: 'several, of which etcd names the first',
        changes: {'listen-client-urls': 'http://etcd2:2379', 'listen-peer-urls': 'http://etcd1:2380'},
        says: [/^listen-peer-urls: .*"etcd1"/, /^listen-client-urls: .*"etcd2"/],
        etcdSays: 'expected IP in URL for binding (http://etcd1:2380)',
      },
      {
        rule: 'listen-host-empty',
        when: 'a port alone',
        changes: {'listen-peer-urls': 'http://:2380'},
        says: [/has no host \(write http:\/\/0\.0\.0\.0:2380/],
        etcdSays: 'expected IP in URL for binding (http://:2380)',
      },
      {
        rule: 'listen-port',
        when: 'a number too high',
        changes: {'listen-client-urls': 'http://10.0.0.1:65536'},
        says: [/no port "65536"/],
        etcdSays: 'address 65536: invalid port',
      },
      {
        rule: 'listen-port-random',
        when: 'no number at all',
        changes: {'listen-metrics-urls': '"http://10.0.0.1:"'},
        says: [/another port at each start/],
      },
    ].map(inConfig),
  );
});

describe('what a member advertises', () => {
  testSpoken(
    [
      {
        rule: 'advertise-missing-in-file',
        when: 'a listener that others reach',
        changes: {
          'advertise-client-urls': null,
          'listen-client-urls': 'http://10.0.0.1:2379,http://127.0.0.1:2379',
        },
        says: [/which elsewhere is another machine \(add advertise-client-urls: http:\/\/10\.0\.0\.1:2379\)/],
        at: '4:21',
      },
      {
        rule: 'advertise-missing-in-file',
        when: 'a listener on another port',
        changes: {'advertise-client-urls': null, 'listen-client-urls': 'http://127.0.0.1:12379'},
        says: [/where this member does not listen/],
      },
      {
        rule: 'advertise-missing-in-file',
        when: 'a listener on each IPv6 address, for which etcd does not ask the machine',
        changes: {'advertise-client-urls': null, 'listen-client-urls': 'http://[::]:2379'},
        says: [/add advertise-client-urls: http:\/\/ADDRESS:2379/],
      },
      {
        rule: 'advertise-host-empty',
        when: 'to the other members',
        changes: {'initial-advertise-peer-urls': 'http://:2380', 'initial-cluster': 'a=http://:2380'},
        says: [/for the other members to connect to/],
        etcdSays: '(unexpected empty host (http://:2380))',
      },
      {
        rule: 'advertise-unspecified',
        when: 'any address to clients and members, in either family',
        changes: {
          'listen-peer-urls': 'http://[::]:2380',
          'listen-client-urls': 'http://0.0.0.0:2379',
          'initial-advertise-peer-urls': 'http://[::]:2380',
          'advertise-client-urls': 'http://10.0.0.1:2379,http://0.0.0.0:2379',
          'initial-cluster': 'a=http://[::]:2380',
        },
        says: [
          /^initial-advertise-peer-urls sends the other members to "http:\/\/\[::\]:2380"/,
          /sends clients to/,
        ],
      },
      {
        rule: 'advertise-unspecified',
        when: 'other members in the list, one without any host',
        changes: {'initial-cluster': `${A},b=http://0.0.0.0:2380,c=http://:2380`},
        says: [/for "b"/, /for "c"/],
      },
      {
        rule: 'advertise-port',
        when: 'a port of its own for something else',
        changes: {'advertise-client-urls': 'http://10.0.0.1:2380'},
        says: [/listens for something else \(write the port 2379/],
      },
      {
        rule: 'advertise-port',
        when: 'a slip in the port',
        changes: {
          'listen-client-urls': 'http://0.0.0.0:2379',
          'advertise-client-urls': 'http://10.0.0.1:2397',
        },
        says: [/but listen-client-urls has "http:\/\/0\.0\.0\.0:2379"/],
      },
      {
        rule: 'advertise-scheme',
        when: 'https to members on plain http',
        changes: {
          'initial-advertise-peer-urls': 'https://10.0.0.1:2380',
          'initial-cluster': 'a=https://10.0.0.1:2380',
        },
        says: [
          /but listen-peer-urls has "http:\/\/10\.0\.0\.1:2380" \(write http:\/\/10\.0\.0\.1:2380 there/,
        ],
      },
      {
        rule: 'scheme-mix',
        when: 'plain http on each address beside https',
        changes: {
          'listen-client-urls': 'https://10.0.0.1:2379,http://0.0.0.0:12379',
          'advertise-client-urls': 'https://10.0.0.1:2379',
        },
        says: [/"http:\/\/0\.0\.0\.0:12379" without TLS/],
      },
      {
        rule: 'advertise-port-number',
        when: 'a number too high, none, and nothing',
        changes: {'advertise-client-urls': '"http://10.0.0.1:99999,http://10.0.0.1:0,http://10.0.0.1:"'},
        says: [/99999/, /:0"/, /10\.0\.0\.1:"/],
      },
      {
        rule: 'url-more',
        when: 'a query',
        changes: {'advertise-client-urls': 'http://10.0.0.1:2379?timeout=5'},
        says: [/write http:\/\/10\.0\.0\.1:2379\)/],
      },
      {
        rule: 'advertise-socket',
        when: 'to members, before 3.7',
        changes: {
          'listen-peer-urls': 'unix:///run/peer.sock',
          'initial-advertise-peer-urls': 'unix:///run/peer.sock',
          'initial-cluster': 'a=unix:///run/peer.sock',
        },
        version: '3.5.35',
        says: [/etcd 3\.5\.35 cannot advertise the socket/],
        etcdSays: 'missing port in address)',
      },
    ].map(inConfig),
  );

  testSpoken([
    {
      rule: 'advertise-required',
      when: 'a flag, and the listener on each address',
      found: () => judgeStarts([{argv: ['--name=a', '--listen-client-urls=http://0.0.0.0:2379']}]),
      says: [/add --advertise-client-urls=http:\/\/ADDRESS:2379/],
      etcdSays: '--advertise-client-urls is required when --listen-client-urls is set explicitly',
    },
    {
      rule: 'advertise-required',
      when: 'an empty flag, which etcd counts',
      found: () => judgeStarts([{argv: ['--name=a', '--listen-client-urls=']}]),
      says: [/^--listen-client-urls is given/],
    },
    {
      rule: 'advertise-required',
      when: 'discovery that ends instead of falling back to a proxy',
      found: () =>
        judgeStarts([
          {
            argv: [
              '--listen-client-urls=http://10.0.0.1:2379',
              '--discovery=https://h/t',
              '--discovery-fallback=exit',
            ],
            version: '3.5.35',
          },
        ]),
      says: [/clients could not be told/],
    },
  ]);

  it('does not miss what an argument hides that etcd does not take', () => {
    const starts = [
      {
        argv: [
          '--listen-client-urls=http://10.0.0.1:2379',
          '--pre-vote',
          'true',
          '--advertise-client-urls=http://10.0.0.1:2379',
        ],
      },
    ];

    expect(idsOf(judgeStarts(starts))).not.toContain('advertise-required');
  });
});
