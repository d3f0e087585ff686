import {describe, expect, it} from 'vitest';

import {compareEndpoints, targetsOf, type LiveMember} from '../../../../src/lib/domain/proxies/endpoints.js';

function member(clientUrl: string | readonly string[], change: Partial<LiveMember> = {}): LiveMember {
  return {peerUrls: ['http://10.0.0.9:2380'], clientUrls: [clientUrl].flat(), isLearner: false, ...change};
}

describe('targetsOf', () => {
  it.each<[string, argv: readonly string[], ReturnType<typeof targetsOf>]>([
    ['with =', ['gateway', 'start', '--endpoints=a:1,b:2'], {endpoints: ['a:1', 'b:2']}],
    ['in two words', ['gateway', 'start', '--endpoints', 'a:1'], {endpoints: ['a:1']}],
    ['twice, which adds up', ['--endpoints=a:1', '--endpoints', 'b:2'], {endpoints: ['a:1', 'b:2']}],
    ['in quotes of CSV', ['--endpoints="a:1",b:2'], {endpoints: ['a:1', 'b:2']}],
    ['URLs', ['--endpoints=https://a:1/x,HTTP://[::1]:2'], {endpoints: ['a:1', '[::1]:2']}],
    ['none: the default of etcd', ['gateway', 'start'], {endpoints: ['127.0.0.1:2379']}],
    ['a list without its value', ['--endpoints'], {endpoints: ['127.0.0.1:2379']}],
    ['by DNS', ['--endpoints=a:1', '--discovery-srv=example.com'], {discoverySrv: 'example.com'}],
    ['by DNS, empty', ['--endpoints=a:1', '--discovery-srv='], {endpoints: ['a:1']}],
    ['another flag that begins so', ['--endpoints-auto-sync-interval=1s'], {endpoints: ['127.0.0.1:2379']}],
  ])('%s', (_, argv, expected) => {
    expect(targetsOf(argv)).toEqual(expected);
  });
});

describe('compareEndpoints', () => {
  it.each<[string, endpoints: string[], members: LiveMember[], missing: string[], stale: string[]]>([
    ['the same', ['10.0.0.1:2379'], [member('http://10.0.0.1:2379')], [], []],
    ['with a path', ['10.0.0.1:2379'], [member('https://10.0.0.1:2379/')], [], []],
    ['localhost', ['localhost:2379'], [member('http://127.0.0.1:2379')], [], []],
    ['IPv6 in another spelling', ['[fd00:0:0::1]:2379'], [member('http://[fd00::1]:2379')], [], []],
    ['another case', ['ETCD1.example.com:2379'], [member('http://etcd1.example.com:2379')], [], []],
    [
      'another port',
      ['10.0.0.1:2379'],
      [member('http://10.0.0.1:2389')],
      ['10.0.0.1:2389'],
      ['10.0.0.1:2379'],
    ],
    ['one of two URLs', ['10.0.0.1:1'], [member(['http://10.0.0.1:2', 'http://10.0.0.1:1'])], [], []],
    ['none of two URLs', [], [member(['http://10.0.0.1:2', 'http://10.0.0.1:1'])], ['10.0.0.1:2'], []],
    ['a learner that it lacks', [], [member('http://10.0.0.1:2379', {isLearner: true})], [], []],
    ['a learner that it has', ['10.0.0.1:1'], [member('http://10.0.0.1:1', {isLearner: true})], [], []],
    ['a member that has not started', ['10.0.0.9:2379'], [member([])], [], []],
    ['not that of a member to start', ['10.0.0.8:2379'], [member([])], [], ['10.0.0.8:2379']],
    ['a socket', [], [member('unix://etcd.sock:0')], [], []],
    ['what is no address', ['nonsense'], [member('http://10.0.0.1:1')], ['10.0.0.1:1'], ['nonsense']],
    [
      'one replaced by another',
      ['10.0.0.1:2379', '10.0.0.3:2379'],
      [member('http://10.0.0.1:2379'), member('http://10.0.0.4:2379')],
      ['10.0.0.4:2379'],
      ['10.0.0.3:2379'],
    ],
  ])('%s', (_, endpoints, members, missing, stale) => {
    expect(compareEndpoints(endpoints, members)).toEqual({missing, stale});
  });
});
