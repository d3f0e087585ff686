import {describe, expect, it} from 'vitest';

import {
  isOutOfDate,
  judgeProxy,
  type ProxyEndpoints,
  type ProxyObservation,
} from '../../../../src/lib/domain/proxies/judge-proxy.js';
import {nextForProxies} from '../../../../src/lib/domain/proxies/next-commands.js';
import type {NodeRole} from '../../../../src/lib/domain/spec/vocabulary.js';

const ID = 'cdf8';
const MEMBERS = [{peerUrls: [], clientUrls: ['http://10.0.0.1:2379'], isLearner: false}];
const RIGHT = {endpoints: ['10.0.0.1:2379']};
const WRONG = {endpoints: ['10.0.0.3:2379']};
const DRIFT = {configured: ['10.0.0.3:2379'], missing: ['10.0.0.1:2379'], stale: ['10.0.0.3:2379']};

interface Change {
  readonly role?: NodeRole;
  readonly name?: string;
  readonly onThisMachine?: boolean;
  /** `none`: no process is seen. */
  readonly managedBy?: 'etcdops' | 'other' | 'none';
  readonly proxy?: Partial<ProxyObservation>;
}

function aNode({role = 'gateway', name = 'gateway0', onThisMachine = true, managedBy, proxy}: Change = {}) {
  const process = managedBy === 'none' ? {} : {process: {managedBy: managedBy ?? 'etcdops'}};
  return {
    ...{name, role, host: '10.0.0.7', onThisMachine, ...process},
    proxy: {answered: true, targets: RIGHT, wantedTargets: RIGHT, ...proxy},
  };
}

function judge(change: Change, members: typeof MEMBERS | undefined = MEMBERS) {
  return judgeProxy(aNode(change), {clusterId: ID, members});
}

describe('judgeProxy', () => {
  it.each<[string, Change, object]>([
    ['well', {proxy: {clusterId: ID}}, {endpoints: {configured: RIGHT.endpoints, specIsCurrent: true}}],
    ['of another cluster', {proxy: {clusterId: 'abc'}}, {error: 'answers for another cluster (abc)'}],
    ['with an error', {proxy: {error: 'refuses connections'}}, {error: 'refuses connections'}],
    ['out of date', {proxy: {targets: WRONG}}, {endpoints: {...DRIFT, specIsCurrent: true}}],
    [
      'out of date like the spec',
      {proxy: {targets: WRONG, wantedTargets: WRONG}},
      {endpoints: {...DRIFT, specIsCurrent: false}},
    ],
    ['by DNS', {proxy: {targets: {discoverySrv: 'example.com'}}}, {endpoints: {discoverySrv: 'example.com'}}],
    ['a v2 proxy', {role: 'v2-proxy', proxy: {mode: 'readonly'}}, {mode: 'readonly'}],
  ])('%s', (_, change, expected) => {
    expect(judge(change)).toMatchObject(expected);
  });

  it('compares nothing while no healthy member tells who the members are', () => {
    const verdict = judgeProxy(aNode({proxy: {targets: WRONG}}), {clusterId: ID, members: undefined});

    expect(verdict).toEqual({endpoints: {configured: WRONG.endpoints}});
  });

  it('finds no error in endpoints that are out of date', () => {
    expect(judge({proxy: {targets: WRONG}}).error).toBeUndefined();
  });
});

describe('isOutOfDate', () => {
  it.each<[NodeRole, ProxyEndpoints | undefined, boolean]>([
    ['gateway', {...DRIFT}, true],
    ['grpc-proxy', {configured: [], missing: ['a:1'], stale: []}, true],
    ['gateway', {configured: ['a:1'], missing: [], stale: []}, false],
    ['gateway', {configured: ['a:1']}, false],
    ['gateway', {discoverySrv: 'example.com'}, false],
    ['gateway', undefined, false],
    ['v2-proxy', {...DRIFT}, false],
  ])('%s with %o: %s', (role, endpoints, expected) => {
    expect(isOutOfDate(role, endpoints)).toBe(expected);
  });
});

describe('nextForProxies', () => {
  const dead = {answered: false, error: 'refuses connections'};
  const wrongMode = {mode: 'readonly', wantedMode: 'readwrite', error: 'runs readonly'} as const;
  const outdated = {targets: WRONG};

  it.each<[string, Change[], string[]]>([
    ['all is well', [{}], []],
    ['stopped', [{managedBy: 'none', proxy: dead}], ['etcdops up gateway0', 'etcdops logs gateway0']],
    [
      'two stopped',
      [
        {managedBy: 'none', proxy: dead},
        {name: 'g1', managedBy: 'none', proxy: dead},
      ],
      ['etcdops up gateway0 g1', 'etcdops logs gateway0'],
    ],
    [
      'no answer from elsewhere',
      [{onThisMachine: false, managedBy: 'none', proxy: dead}],
      ['ssh 10.0.0.7 systemctl status etcd-demo-gateway0'],
    ],
    ['unhealthy', [{proxy: dead}], ['etcdops logs gateway0']],
    ['out of date', [{proxy: outdated}], ['etcdops proxy sync']],
    ['out of date and dead', [{proxy: {...dead, ...outdated}}], ['etcdops proxy sync']],
    ['out of date, not ours', [{managedBy: 'other', proxy: outdated}], ['etcdops proxy sync']],
    ['two out of date', [{proxy: outdated}, {name: 'g1', proxy: outdated}], ['etcdops proxy sync']],
    [
      'in the wrong mode',
      [{role: 'v2-proxy', name: 'proxy0', proxy: wrongMode}],
      ['etcdops render && etcdops restart proxy0'],
    ],
    [
      'in the wrong mode, in a container',
      [{role: 'v2-proxy', managedBy: 'none', proxy: wrongMode}],
      ['etcdops render'],
    ],
    [
      'in the wrong mode elsewhere',
      [{role: 'v2-proxy', name: 'proxy0', onThisMachine: false, managedBy: 'none', proxy: wrongMode}],
      ['ssh 10.0.0.7 sudo systemctl restart etcd-demo-proxy0'],
    ],
  ])('%s', (_, changes, expected) => {
    const judged = changes.map(change => ({node: aNode(change), verdict: judge(change)}));

    expect(nextForProxies('demo', judged)).toEqual(expected);
  });
});
