import {describe} from 'vitest';

import {inConfig} from './in-config.js';
import {testSpoken} from './spoken.js';
import {A, B, THREE} from './three-members.js';

const NO_URL = 'error setting up initial cluster: URL scheme must be http, https, unix, or unixs: ';

describe('the own name', () => {
  testSpoken(
    [
      {
        rule: 'initial-cluster-name',
        when: 'another case',
        changes: {name: 'A'},
        says: ['the name "A" is not in initial-cluster, which has "a" (write name: a)'],
        at: '1:7',
        etcdSays: 'couldn\'t find local name "A" in the initial cluster configuration',
      },
      {
        rule: 'initial-cluster-name',
        when: 'none, and its URLs in the list',
        changes: {name: null, 'initial-cluster': THREE},
        says: [/^no name is given, and "default".*has "a", "b" and "c" \(write name: a\)/],
        etcdSays: 'couldn\'t find local name "default" in the initial cluster configuration',
      },
      {
        rule: 'initial-cluster-name',
        when: 'a slip, and other URLs in the list',
        changes: {name: 'infa0', 'initial-cluster': 'infra0=http://10.9.0.1:2380,x=http://10.9.0.2:2380'},
        says: [/\(write name: infra0\)/],
      },
      {
        rule: 'initial-cluster-name',
        when: 'nothing that is near',
        changes: {name: 'node', 'initial-cluster': 'x=http://10.9.0.2:2380'},
        says: [/\(write name: NAME with one of those\)/],
      },
      {
        rule: 'initial-cluster-name',
        when: 'white space before it in the list',
        changes: {'initial-cluster': `"${B}, ${A}"`},
        says: [/which has "b" and " a" \(remove the white space around the name/],
      },
      {
        rule: 'initial-cluster-name',
        when: 'an empty list',
        changes: {'initial-cluster': ''},
        says: [/which is empty \(write initial-cluster: a=http:\/\/10\.0\.0\.1:2380\)/],
      },
      {
        rule: 'initial-cluster-name',
        when: 'joining, too',
        changes: {name: 'd', 'initial-cluster': THREE, 'initial-cluster-state': 'existing'},
        says: [/"d" is not in initial-cluster/],
      },
      {
        rule: 'name-unusable',
        when: 'empty',
        changes: {name: '', 'initial-cluster': null},
        says: [/the name of this member is empty/],
        etcdSays: 'couldn\'t find local name "" in the initial cluster configuration',
      },
      {
        rule: 'name-unusable',
        when: 'a comma',
        changes: {name: 'a,b', 'initial-cluster': null},
        says: [/"a,b" holds a character/],
        etcdSays: NO_URL,
      },
    ].map(inConfig),
  );
});

describe('joining', () => {
  testSpoken(
    [
      {
        rule: 'existing-alone',
        when: 'by the list that etcd makes up',
        changes: {'initial-cluster': null, 'initial-cluster-state': 'existing'},
        says: [/"a" is to join/],
        etcdSays:
          'cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs',
      },
      {
        rule: 'force-new-cluster',
        when: 'left in a file',
        changes: {'force-new-cluster': 'true'},
        says: [/drop all others/],
      },
    ].map(inConfig),
  );
});
