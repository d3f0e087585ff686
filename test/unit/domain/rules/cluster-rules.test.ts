import {describe} from 'vitest';

import {inConfigs} from './in-configs.js';
import {judgeStarts, flagsOf, type Changes} from './judged.js';
import {testSpoken} from './spoken.js';
import {A, B, C, memberOf, THREE} from './three-members.js';

/** Three members with the changes for each. */
function three(...changes: readonly (Changes | undefined)[]): Changes[] {
  return [0, 1, 2].map(index => memberOf(index, THREE, changes[index] ?? {}));
}

function byDiscovery(token: string): Changes {
  const config = `{token: ${token}, client: {endpoints: ["http://10.0.9.1:2379"]}}`;
  return {'initial-cluster': null, 'discovery-config': config};
}

describe('what members have to agree on', () => {
  testSpoken(
    [
      {
        rule: 'initial-cluster-differs',
        when: 'another URL in one of three, which is the odd one wherever it stands',
        members: three({'initial-cluster': `${A},${B},c=http://10.0.0.33:2380`}),
        says: [
          'initial-cluster of a has "c=http://10.0.0.33:2380" and lacks "c=http://10.0.0.3:2380", unlike that of b',
        ],
        at: '7:18',
      },
      {
        rule: 'initial-cluster-differs',
        when: 'no list at all in one of three',
        members: three(undefined, undefined, {'initial-cluster': null}),
        says: [/without initial-cluster, c begins a cluster of its own beside that of a/],
      },
      {
        rule: 'initial-cluster-differs',
        when: 'each another one',
        members: three(
          undefined,
          {'initial-cluster': `${A},${B}`},
          {'initial-cluster': `${A},${B},${C},d=http://10.0.0.4:2380`},
        ),
        says: [/^initial-cluster of b lacks "c=/, /^initial-cluster of c has "d=/],
      },
      {
        rule: 'initial-cluster-differs',
        when: 'a name for a host and its address, which make two ids',
        members: three(undefined, {'initial-cluster': `${A},${B},c=http://etcd3:2380`}),
        says: [/^initial-cluster of b has "c=http:\/\/etcd3:2380"/],
      },
      {
        rule: 'initial-cluster-names-differ',
        when: 'the same URLs by another name',
        members: three(undefined, {'initial-cluster': `${A},${B},x=http://10.0.0.3:2380`}),
        says: [/^initial-cluster of b has "x=.*lacks "c=/],
      },
      {
        rule: 'member-not-listed',
        when: 'lone members that are given together',
        members: [memberOf(0, A), memberOf(1, B), memberOf(2, C)],
        says: [/"a" in its/, /"b" in its/, /"c" in its/],
      },
      {
        rule: 'member-not-listed',
        when: 'without any list',
        members: [
          memberOf(0, A, {'initial-cluster': null}),
          memberOf(1, `${B},${C}`),
          memberOf(2, `${B},${C}`),
        ],
        says: [/without initial-cluster, a begins/],
      },
      {
        rule: 'listed-without-config',
        when: 'two of three are given',
        members: three().slice(1),
        says: ['initial-cluster names "a", whose configuration is not among the inputs'],
      },
      {
        rule: 'listed-without-config',
        when: 'one alone is given: nothing',
        members: three().slice(2),
        says: [],
      },
      {
        rule: 'token-differs',
        when: 'one of three has none, which is etcd-cluster',
        members: three(undefined, undefined, {'initial-cluster-token': null}),
        says: [
          /token of c is "etcd-cluster", that of a is "orders-1" \(write initial-cluster-token: orders-1/,
        ],
        at: '1:7',
      },
      {
        rule: 'discovery-differs',
        when: 'one has another token',
        members: three(...['t', 'u', 't'].map(token => byDiscovery(token))),
        says: [/^discovery-token of b is "u", that of a is "t"/],
      },
      {
        rule: 'discovery-differs',
        when: 'one begins by a list: nothing',
        members: three(byDiscovery('t'), byDiscovery('t')),
        says: [],
      },
      {
        rule: 'state-differs',
        when: 'one joins by the list by which the others begin',
        members: three(undefined, {'initial-cluster-state': 'existing'}),
        says: [/^b joins an existing cluster, while . begins one by the same list/],
      },
      {
        rule: 'heartbeat-differs',
        when: 'one of three',
        members: three({'heartbeat-interval': '150'}),
        says: ['heartbeat-interval of a is "150", that of b is "100" (write heartbeat-interval: 100'],
      },
      {
        rule: 'election-timeout-differs',
        when: 'each another one',
        members: three(
          {'election-timeout': '1500'},
          {'election-timeout': '2000'},
          {'election-timeout': '2500'},
        ),
        says: [/of b is "2000", that of a is "1500"/, /of c is "2500"/],
      },
      {
        rule: 'max-learners-differs',
        when: 'in 3.6',
        members: three({'max-learners': '3'}),
        version: '3.6.16',
        says: [/of a is "3", that of b is "1"/],
      },
      {
        rule: 'max-learners-differs',
        when: 'in 3.5, which does not read it: nothing',
        members: three({'max-learners': '3'}),
        version: '3.5.35',
        says: [],
      },
    ].map(inConfigs),
  );
});

describe('who the members are', () => {
  testSpoken(
    [
      {
        rule: 'duplicate-name',
        when: 'two of three',
        members: three(undefined, undefined, {name: 'b'}),
        says: ['the name "b" stands on more than one member; the other is in b.yaml'],
        at: '1:7',
      },
      {
        rule: 'duplicate-name',
        when: 'two that are given none',
        members: [0, 1].map(index => memberOf(index, 'default=http://10.0.0.1:2380', {name: null})),
        says: [/no name is given, so etcd calls this member "default", like the one in a\.yaml/],
      },
      {
        rule: 'even-members',
        when: 'four in the list',
        members: [memberOf(0, `${THREE},d=http://10.0.0.4:2380`)],
        says: [/^4 members bear the loss of 1, as 3 would, .*\(use 5 members, or 3\)/],
      },
      {
        rule: 'even-members',
        when: 'two that all join, and are all there are',
        members: [0, 1].map(index => memberOf(index, `${A},${B}`, {'initial-cluster-state': 'existing'})),
        says: [/^2 members/],
      },
      {
        rule: 'many-members',
        when: 'nine',
        members: [
          memberOf(
            0,
            [0, 1, 2, 3, 4, 5, 6, 7, 8].map(index => `n${index}=http://10.0.1.${index}:1`).join(','),
          ),
        ],
        says: [/^9 members: each write waits for 5 of them/],
      },
      {
        rule: 'many-members',
        when: 'a list without an end',
        members: [memberOf(0, `${A},`.repeat(6000))],
        says: [/more than 5000 entries/],
      },
      {
        rule: 'default-token',
        when: 'once for all members',
        members: three(...[0, 1, 2].map(() => ({'initial-cluster-token': null}))),
        says: [/the default of etcd/],
      },
      {
        rule: 'peer-scheme-mix',
        when: 'the one that fewer have',
        members: [memberOf(0, `${A},${B},c=https://10.0.0.3:2380`)],
        says: [/"https:\/\/10\.0\.0\.3:2380" for "c", and other members with http/],
      },
    ].map(inConfigs),
  );
});

describe('the versions of the members', () => {
  /** Members whose images name these versions; one without names none. */
  const images = (...versions: readonly (string | undefined)[]) =>
    judgeStarts(
      versions.map((version, index) => ({
        argv: flagsOf(memberOf(index, THREE)),
        ...(version === undefined ? {} : {version}),
      })),
    );

  testSpoken([
    {
      rule: 'version-skew',
      when: 'two lines between them',
      found: () => images('3.4.45', '3.5.35', '3.6.16'),
      says: ['a is etcd 3.4.45 and c is etcd 3.6.16 (run one version'],
    },
    {
      rule: 'version-skew',
      when: 'neighbours, as in an upgrade: nothing',
      found: () => images('3.5.9', '3.6.16', '3.6.16'),
      says: [],
    },
    {
      rule: 'version-skew',
      when: 'a version that nobody names: nothing',
      found: () => images('3.5.35', undefined, undefined),
      says: [],
    },
  ]);
});
