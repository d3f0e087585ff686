import {describe, expect, it} from 'vitest';

import {specFindings} from '../../../../src/lib/domain/findings/spec-rules.js';
import {aJoiner, aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';
import {testRules} from './rule-rows.js';

const plain = aSpec();
const withProxy = [...members(3), aProxy('v2-proxy')];

testRules('spec-rules.ts', [
  {
    rule: 'no-members',
    severity: 'error',
    at: 'nodes',
    raises: aSpec({nodes: [aProxy('gateway')]}),
    quiet: aSpec({nodes: [aMember(0), aProxy('gateway')]}),
    says: 'role: member',
  },
  {
    rule: 'no-voters',
    severity: 'error',
    at: 'nodes',
    raises: aSpec({nodes: [aJoiner(0, {learner: true}), aJoiner(1, {learner: true})]}),
    // As after each member was replaced by another one.
    quiet: aSpec({nodes: [aJoiner(0), aJoiner(1), aJoiner(2)]}),
    says: 'all members of the spec are learners',
  },
  {
    rule: 'even-members',
    severity: 'warning',
    at: 'nodes',
    raises: aSpec({nodes: [aMember(0), aMember(1), aJoiner(2, {learner: true})]}),
    quiet: aSpec({nodes: [...members(3), aJoiner(3, {learner: true})]}),
    says: 'use 3 members, or 1',
  },
  {
    rule: 'even-members',
    severity: 'warning',
    at: 'nodes',
    raises: aSpec({nodes: members(2)}),
    quiet: aSpec({nodes: [...members(3), aProxy('gateway')]}),
    says: 'use 3 members, or 1',
  },
  {
    rule: 'many-members',
    severity: 'warning',
    at: 'nodes',
    raises: aSpec({nodes: members(9)}),
    quiet: aSpec({nodes: members(7)}),
    says: /waits for 5 of them.*at most 7/,
  },
  {
    rule: 'etcd-version',
    severity: 'error',
    at: 'etcd.version',
    raises: aSpec({version: '3.3.27'}),
    quiet: aSpec({version: '3.4.0'}),
    says: 'older than what etcdops supports (use 3.4, 3.5',
  },
  {
    rule: 'etcd-version',
    severity: 'warning',
    at: 'etcd.version',
    raises: aSpec({version: '4.0.0'}),
    quiet: aSpec({version: '3.7.99'}),
    says: 'newer than this etcdops',
  },
  {
    rule: 'v2-proxy-removed',
    severity: 'error',
    at: 'nodes[3].role',
    raises: aSpec({version: '3.6.0', nodes: withProxy}),
    quiet: aSpec({version: '3.5.35', nodes: withProxy}),
    says: 'use role: gateway',
  },
  {
    rule: 'default-token',
    severity: 'warning',
    at: 'token',
    raises: aSpec({token: 'etcd-cluster'}),
    quiet: plain,
    says: 'write for example demo-1',
  },
  {
    rule: 'bin-dir',
    severity: 'error',
    at: 'etcd.binDir',
    raises: aSpec({etcd: {version: '3.7.3', binDir: 'bin'}}),
    quiet: aSpec({etcd: {version: '3.7.3', binDir: '/opt/etcd'}}),
    says: 'absolute path',
  },
  {
    rule: 'unused-host',
    severity: 'warning',
    at: 'hosts.10.0.0.9',
    raises: aSpec({hosts: {'127.0.0.1': {}, '10.0.0.9': {ssh: {user: 'root'}}}}),
    quiet: aSpec({hosts: {'127.0.0.1': {}}}),
    says: '10.0.0.9, where no node lives',
  },
]);

describe('specFindings', () => {
  it.each(['3.4.23', '3.5.35', '3.6.16', '3.7.3', '3.7.0-rc.1'])(
    'etcd %s: nothing to say of a plain spec',
    version => {
      expect(specFindings(aSpec({version}))).toEqual([]);
    },
  );

  it('says of 8 members that they are even and many', () => {
    expect(specFindings(aSpec({nodes: members(8)})).map(({rule}) => rule)).toEqual([
      'even-members',
      'many-members',
    ]);
  });

  it('judges a thousand members in far less than a second', () => {
    const nodes = members(1000);
    const startedAt = performance.now();

    specFindings(aSpec({nodes}));

    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
