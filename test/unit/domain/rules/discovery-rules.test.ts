import {describe} from 'vitest';

import {inConfig, type ConfigRow} from './in-config.js';
import {flagsOf, judgeStarts} from './judged.js';
import {testSpoken} from './spoken.js';

/** A config file without a list. */
function withoutList({changes, ...row}: ConfigRow) {
  return inConfig({...row, changes: {'initial-cluster': null, ...changes}});
}

const V3 = '{token: t, client: {endpoints: ["http://10.0.9.1:2379"]}}';
const V2 = 'https://discovery.example.com/t';
const MULTIPLE = 'multiple discovery or bootstrap flags are set';

describe('discovery', () => {
  testSpoken([
    withoutList({
      rule: 'bootstrap-conflict',
      when: 'a list and v3 discovery',
      changes: {'initial-cluster': 'a=http://10.0.0.1:2380', 'discovery-config': V3},
      says: [/^initial-cluster and discovery-endpoints are given/],
      etcdSays: MULTIPLE,
    }),
    withoutList({
      rule: 'bootstrap-conflict',
      when: 'three at once',
      changes: {'initial-cluster': 'a=http://10.0.0.1:2380', discovery: V2, 'discovery-srv': 'example.com'},
      version: '3.5.35',
      says: [/^initial-cluster, discovery and discovery-srv are given/],
      etcdSays: MULTIPLE,
    }),
    {
      rule: 'bootstrap-conflict',
      when: 'the default list as a flag, which etcd can tell apart there',
      found: () =>
        judgeStarts([
          {argv: ['--name=a', '--initial-cluster=default=http://localhost:2380', '--discovery-srv=h']},
        ]),
      says: [/initial-cluster and discovery-srv/],
    },
    withoutList({
      rule: 'bootstrap-conflict',
      when: 'v2 discovery beside a list in 3.7, which does not read it: nothing',
      changes: {'initial-cluster': 'a=http://10.0.0.1:2380', discovery: V2},
      version: '3.7.3',
      says: [],
    }),
    withoutList({
      rule: 'discovery-incomplete',
      when: 'endpoints alone',
      changes: {'discovery-config': '{client: {endpoints: ["http://10.0.9.1:2379"]}}'},
      says: [/has endpoints and no token \(add token: TOKEN under discovery-config:\)/],
      etcdSays: 'both --discovery-token and --discovery-endpoints must be set',
    }),
    {
      rule: 'discovery-incomplete',
      when: 'a token alone, beside a list',
      found: () => judgeStarts([{argv: flagsOf({'discovery-token': 't'})}]),
      says: [/\(add --discovery-endpoints=http:\/\/ADDRESS:2379\)/],
    },
    {
      rule: 'discovery-endpoint-empty',
      when: 'a comma at the end',
      found: () =>
        judgeStarts([
          {
            argv: flagsOf({
              'initial-cluster': null,
              'discovery-token': 't',
              'discovery-endpoints': 'http://h:1,',
            }),
          },
        ]),
      says: [/"http:\/\/h:1," has an empty entry/],
      etcdSays: '--discovery-endpoints must not contain empty endpoints',
    },
    withoutList({
      rule: 'existing-with-discovery',
      when: 'v2',
      changes: {discovery: V2, 'initial-cluster-state': 'existing'},
      version: '3.6.16',
      says: [/remove discovery and name the members/],
      etcdSays: 'discovery URL should not be set when joining existing initial cluster',
    }),
    withoutList({
      rule: 'existing-with-discovery',
      when: 'v3 in 3.6, which looks for the others first',
      changes: {'discovery-config': V3, 'initial-cluster-state': 'existing'},
      version: '3.6.16',
      says: [/remove discovery-endpoints/],
      etcdSays: 'cannot fetch cluster info from peer urls',
    }),
    ...[
      ['discovery.example.com/t', /does not begin with http/, null],
      ['ftp://discovery.example.com/t', /does not begin with http/, null],
      ['https:///t', /names no host/, null],
      ['https://discovery.example.com//', /ends before the token/, null],
      [
        '10.0.0.1:2379/t',
        /is no URL/,
        'parse "10.0.0.1:2379/t": first path segment in URL cannot contain colon',
      ],
    ].map(([discovery, says, etcdSays]) =>
      withoutList({
        rule: 'discovery-url',
        when: String(discovery),
        changes: {discovery: String(discovery)},
        version: '3.5.35',
        says: [says as RegExp],
        etcdSays: etcdSays as string | null,
      }),
    ),
  ]);
});

describe('discovery that does not take place', () => {
  testSpoken([
    {
      rule: 'discovery-srv-name-alone',
      when: 'a flag without a list',
      found: () => judgeStarts([{argv: ['--name=a', '--discovery-srv-name=orders']}]),
      says: [/empties initial-cluster/],
      etcdSays: "couldn't find local name",
    },
    {
      rule: 'discovery-srv-name-unused',
      when: 'a flag beside a list',
      found: () => judgeStarts([{argv: flagsOf({'discovery-srv-name': 'orders'})}]),
      says: [/does nothing/],
    },
    withoutList({
      rule: 'discovery-srv-name-unused',
      when: 'a config file without a list',
      changes: {'discovery-srv-name': 'orders'},
      says: [/does nothing/],
    }),
    withoutList({
      rule: 'discovery-ignored',
      when: 'the flags of v3 discovery as keys',
      changes: {'discovery-token': 't', 'discovery-endpoints': 'http://10.0.9.1:2379'},
      says: [/does not read discovery-token.*\(write discovery-config:/],
    }),
    withoutList({
      rule: 'discovery-ignored',
      when: 'v3 discovery in 3.5',
      changes: {'discovery-config': V3},
      version: '3.5.35',
      says: [/etcd 3\.5\.35 does not read discovery-config/],
    }),
    {
      rule: 'discovery-ignored',
      when: 'a variable of v2 discovery in 3.7',
      found: () => judgeStarts([{argv: ['--name=a'], environment: {ETCD_DISCOVERY: V2}}]),
      says: [/does not read ETCD_DISCOVERY/],
    },
    withoutList({
      rule: 'discovery-token-path',
      when: 'dots that lead elsewhere',
      changes: {'discovery-config': V3.replace('token: t', 'token: a/../b')},
      says: [/"a\/\.\.\/b" is a path, of which etcd makes \/_etcd\/registry\/"b"/],
    }),
    withoutList({
      rule: 'discovery-token-path',
      when: 'a slash at the end',
      changes: {'discovery-config': V3.replace('token: t', 'token: a/')},
      says: [/registry\/"a"/],
    }),
    withoutList({
      rule: 'discovery-token-path',
      when: 'two parts, which etcd takes as they are: nothing',
      changes: {'discovery-config': V3.replace('token: t', 'token: a/b')},
      says: [],
    }),
    withoutList({
      rule: 'discovery-ignored',
      when: 'beside a list, by which the cluster begins: nothing',
      changes: {'initial-cluster': 'a=http://10.0.0.1:2380', discovery: V2},
      says: [],
    }),
  ]);
});
