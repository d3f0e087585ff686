import {describe, expect, it} from 'vitest';

import {inConfigs} from './in-configs.js';
import {configOf, flagsOf, idsOf, judgeConfigs, judgeStarts, type Changes} from './judged.js';
import {testSpoken} from './spoken.js';
import {A, B, memberOf} from './three-members.js';

describe('what two of one machine share', () => {
  const local = (index: number, changes: Changes = {}): Changes => ({
    name: 'abc'[index]!,
    'data-dir': `/data/${index}`,
    'listen-peer-urls': `http://127.0.0.1:${index}2380`,
    'listen-client-urls': `http://127.0.0.1:${index}2379`,
    'initial-advertise-peer-urls': `http://127.0.0.1:${index}2380`,
    'advertise-client-urls': `http://127.0.0.1:${index}2379`,
    'initial-cluster': [0, 1, 2].map(other => `${'abc'[other]}=http://127.0.0.1:${other}2380`).join(','),
    ...changes,
  });

  testSpoken([
    inConfigs({
      rule: 'port-conflict',
      when: 'by names of loopback, and by every address',
      members: [
        local(0, {'listen-client-urls': 'http://0.0.0.0:5000'}),
        local(1, {'listen-client-urls': 'http://localhost:5000'}),
        local(2, {'listen-metrics-urls': 'http://127.0.0.1:12380'}),
      ],
      says: [
        /^b and a both listen on port 5000/,
        /^c and b both listen on port 12380 .*"http:\/\/127\.0\.0\.1:12380"/,
      ],
      etcdSays: 'bind: address already in use',
    }),
    inConfigs({
      rule: 'port-conflict',
      when: 'one address of a network',
      members: [memberOf(0, A), memberOf(1, A, {'listen-client-urls': 'http://10.0.0.1:2379'})],
      says: [/by "http:\/\/10\.0\.0\.1:2379" \(/],
    }),
    inConfigs({
      rule: 'port-conflict',
      when: 'the own port for members',
      members: [{'listen-client-urls': 'http://0.0.0.0:2380'}],
      says: [/^listen-client-urls and listen-peer-urls both listen on port 2380/],
    }),
    inConfigs({
      rule: 'port-conflict',
      when: 'both listeners for clients, which etcd sees itself',
      members: [{'listen-client-http-urls': 'http://10.0.0.1:2379'}],
      says: [/^listen-client-http-urls and listen-client-urls/],
      etcdSays: 'on the same url http://10.0.0.1:2379',
    }),
    inConfigs({
      rule: 'port-conflict',
      when: 'a peer URL that a config file has twice',
      members: [{'listen-peer-urls': 'http://10.0.0.1:2380,http://10.0.0.1:2380'}],
      says: [/which are one address/],
    }),
    {
      rule: 'port-conflict',
      when: 'a peer URL that a flag has twice, in 3.4',
      found: () =>
        judgeStarts([
          {
            argv: flagsOf({'listen-peer-urls': 'http://10.0.0.1:2380,http://10.0.0.1:2380'}),
            version: '3.4.45',
          },
        ]),
      says: [/which are one address/],
    },
    {
      rule: 'port-conflict',
      when: 'a gateway beside a member, and the default ports of a Procfile',
      found: () =>
        judgeStarts([
          {argv: flagsOf(), input: 'procfile'},
          {argv: ['gateway', 'start', '--listen-addr=127.0.0.1:2380', '--endpoints=h:1'], input: 'procfile'},
          {argv: ['gateway', 'start', '--listen-addr=:2380', '--endpoints=h:1'], input: 'procfile'},
        ]),
      says: [/both listen on port 2380 of one machine, by ":2380" and/],
    },
    inConfigs({
      rule: 'shared-data-dir',
      when: 'the log of one in the data of another, written in another way',
      members: [local(0), local(1, {'wal-dir': '/data//0/'}), local(2)],
      says: [/^b and a keep their data in one folder of one machine: "\/data\/0\/" \(give each a wal-dir/],
    }),
    inConfigs({
      rule: 'shared-data-dir',
      when: 'relative folders',
      members: [local(0, {'data-dir': 'data'}), local(1, {'data-dir': './data/'}), local(2)],
      says: [/"data\/"/],
    }),
    {
      rule: 'shared-data-dir',
      when: 'one folder of the machine in two containers',
      found: () =>
        judgeStarts(
          [0, 1].map(index => ({
            argv: flagsOf({name: 'ab'[index]!, 'data-dir': '/etcd-data', 'initial-cluster': `${A},${B}`}),
            input: 'compose' as const,
            launch: {
              ownNetwork: true as const,
              inContainer: true as const,
              mounts: [{source: './data', target: '/etcd-data'}],
            },
          })),
        ),
      says: [/^b and a keep their data in one folder of one machine: "data\/"/],
    },
    {
      rule: 'shared-data-dir',
      when: 'folders of their own working directories: nothing',
      found: () =>
        judgeStarts(
          [0, 1].map(index => ({
            argv: flagsOf(local(index, {'data-dir': 'data'})),
            launch: {workingDirectory: `/srv/${index}`},
          })),
        ),
      says: [],
    },
  ]);

  it('is said once of a member that is given twice', async () => {
    expect(idsOf(await judgeConfigs([configOf(), configOf()]))).toEqual(['duplicate-name']);
  });
});
