import {describe, expect, it} from 'vitest';

import type {LiveMember} from '../../../../src/lib/domain/proxies/endpoints.js';
import {driftOf, inStep, judgeFile} from '../../../../src/lib/domain/proxies/sync.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aJoiner, aMember, aProxy, aSpec} from '../../../fakes/spec.js';

/** The n-th member as the cluster has it; without client URLs before its first start. */
function live(index: number, change: Partial<LiveMember> = {}): LiveMember {
  const client = 2379 + 10 * index;
  return {
    peerUrls: [`http://127.0.0.1:${client + 1}`],
    clientUrls: [`http://127.0.0.1:${client}`],
    isLearner: false,
    ...change,
  };
}

const TWO = [live(0), live(1)];
const LIST = '127.0.0.1:2379,127.0.0.1:2389';
const GATEWAY = aProxy('gateway');

function endpointsOf(
  node: SpecNode,
  members: readonly LiveMember[],
  {tls = 'none', nodes = [aMember(0), aMember(1)]}: {tls?: 'none' | 'ca'; nodes?: SpecNode[]} = {},
): unknown {
  const spec = aSpec({nodes: [...nodes, node], tls: {mode: tls}});
  const wanted = inStep(spec, node, members);
  return wanted === node ? 'as it is' : wanted.settings?.['endpoints'];
}

describe('inStep', () => {
  it.each<[what: string, found: unknown, expected: unknown]>([
    ['what follows from the members', endpointsOf(GATEWAY, TWO), 'as it is'],
    ['a learner', endpointsOf(GATEWAY, [...TWO, live(2, {isLearner: true})]), 'as it is'],
    ['one that has not started', endpointsOf(GATEWAY, [...TWO, live(2, {clientUrls: []})]), 'as it is'],
    ['a member that the spec lacks', endpointsOf(GATEWAY, [...TWO, live(2)]), `${LIST},127.0.0.1:2399`],
    ['one that is no member any more', endpointsOf(GATEWAY, [live(1)]), '127.0.0.1:2389'],
    [
      'a learner of the spec that votes',
      endpointsOf(GATEWAY, [...TWO, live(2)], {
        nodes: [aMember(0), aMember(1), aJoiner(2, {learner: true})],
      }),
      `${LIST},127.0.0.1:2399`,
    ],
    [
      'a list of its own',
      endpointsOf({...GATEWAY, settings: {endpoints: 'localhost:2379,127.0.0.1:2399'}}, TWO),
      'localhost:2379,127.0.0.1:2389',
    ],
    [
      'a list of its own, line by line',
      endpointsOf({...GATEWAY, settings: {endpoints: ['127.0.0.1:2389']}}, TWO),
      ['127.0.0.1:2389', '127.0.0.1:2379'],
    ],
    [
      'a list of its own that is right',
      endpointsOf({...GATEWAY, settings: {endpoints: LIST}}, TWO),
      'as it is',
    ],
    [
      'a gRPC proxy with TLS',
      endpointsOf(aProxy('grpc-proxy'), [live(0), live(2)], {tls: 'ca'}),
      'https://127.0.0.1:2379,https://127.0.0.1:2399',
    ],
    ['a gateway with TLS', endpointsOf(GATEWAY, [live(2)], {tls: 'ca'}), '127.0.0.1:2399'],
    [
      'what DNS names',
      endpointsOf({...GATEWAY, settings: {'discovery-srv': 'example.com'}}, [live(2)]),
      'as it is',
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('keeps the other settings', () => {
    const node = {...GATEWAY, settings: {'retry-delay': '1s'}};

    expect(inStep(aSpec({nodes: [aMember(0), node]}), node, TWO)).toEqual({
      ...node,
      settings: {'retry-delay': '1s', endpoints: LIST},
    });
  });
});

describe('driftOf', () => {
  const [FIRST, SECOND, THIRD] = ['127.0.0.1:2379', '127.0.0.1:2389', '127.0.0.1:2399'];
  it.each([
    [{endpoints: [FIRST, SECOND]}, {missing: [], stale: []}],
    [{endpoints: [FIRST]}, {missing: [SECOND], stale: []}],
    [{endpoints: [FIRST, SECOND, THIRD]}, {missing: [], stale: [THIRD]}],
    [{discoverySrv: 'example.com'}, {missing: [], stale: []}],
  ])('of %j', (targets, expected) => {
    expect(driftOf(targets, TWO)).toEqual(expected);
  });
});

describe('judgeFile', () => {
  const WANTED = "etcd gateway start '--endpoints=[::1]:1,b:2' --listen-addr=c:3\n";
  it.each<[what: string, found: string, verdict: string]>([
    ['the same', WANTED, 'in-step'],
    ['another address to listen on', WANTED.replace('c:3', 'c:4'), 'in-step'],
    ['other endpoints', WANTED.replace(',b:2', ''), 'outdated'],
    [
      'other endpoints that need no quotes',
      WANTED.replace("'--endpoints=[::1]:1,b:2'", '--endpoints=b:2'),
      'outdated',
    ],
    ['other endpoints, and more', WANTED.replace('b:2', 'b:1').replace('c:3', 'c:4'), 'by-hand'],
    ['no endpoints', 'gateway\n', 'by-hand'],
    ['nothing', '', 'by-hand'],
  ])('%s', (_, found, verdict) => {
    expect(judgeFile(found, WANTED)).toBe(verdict);
  });

  it('takes a file that names none, and need not, for right', () => {
    expect(judgeFile('a', 'b')).toBe('in-step');
  });

  it('looks at each proxy of a file', () => {
    const wanted = 'a: --endpoints=x:1\nb: --endpoints=y:1\n';

    expect(judgeFile(wanted.replace('y:1', 'y:2'), wanted)).toBe('outdated');
    expect(judgeFile('a: --endpoints=x:1\n', wanted)).toBe('by-hand');
  });
});
