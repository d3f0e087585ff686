import {describe, expect, it} from 'vitest';

import {alikeNodes, isSameNode} from '../../../../src/lib/domain/proxies/meant-node.js';
import type {ProxyRole} from '../../../../src/lib/domain/proxies/proxy-request.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import type {SettingValue} from '../../../../src/lib/domain/spec/vocabulary.js';
import {aProxy, aSpec, members} from '../../../fakes/spec.js';

function isAlike(role: ProxyRole, change: Partial<SpecNode>, given: Record<string, SettingValue>): boolean {
  const spec = aSpec({nodes: [...members(1), aProxy(role, change)], version: '3.5.35'});
  return alikeNodes(spec, {role, given: new Map(Object.entries(given))}).length === 1;
}

describe('alikeNodes', () => {
  it.each<
    [role: ProxyRole, change: Partial<SpecNode>, given: Record<string, SettingValue>, expected: boolean]
  >([
    ['gateway', {}, {}, true],
    ['gateway', {settings: {'retry-delay': '5s'}}, {'retry-delay': '5s'}, true],
    ['gateway', {settings: {'retry-delay': '5s'}}, {'retry-delay': '6s'}, false],
    ['gateway', {settings: {'retry-delay': '5s'}}, {}, false],
    ['gateway', {}, {'retry-delay': '5s'}, false],
    ['gateway', {}, {'listen-addr': '127.0.0.1:2409'}, true],
    ['gateway', {}, {'listen-addr': '127.0.0.1:2410'}, false],
    ['gateway', {}, {'listen-addr': '0.0.0.0:2409'}, false],
    ['gateway', {listen: '0.0.0.0'}, {'listen-addr': '0.0.0.0:2409'}, true],
    ['gateway', {listen: '0.0.0.0'}, {}, true],
    [
      'gateway',
      {settings: {'discovery-srv': 'a.test', 'insecure-discovery': true}},
      {'discovery-srv': 'a.test'},
      true,
    ],
    ['grpc-proxy', {dataDir: 'cache'}, {}, false],
    ['grpc-proxy', {dataDir: 'cache'}, {'data-dir': 'cache'}, true],
    ['grpc-proxy', {plainListen: true}, {}, false],
    ['v2-proxy', {mode: 'readwrite'}, {}, true],
    ['v2-proxy', {mode: 'readonly'}, {}, false],
    ['v2-proxy', {mode: 'readonly'}, {proxy: 'readonly'}, true],
  ])('%s %j, asked for %j: %s', (role, change, given, expected) => {
    expect(isAlike(role, change, given)).toBe(expected);
  });

  it('leaves nodes of other roles aside', () => {
    const spec = aSpec({nodes: [...members(1), aProxy('gateway')]});

    expect(alikeNodes(spec, {role: 'grpc-proxy', given: new Map()})).toEqual([]);
  });
});

describe('isSameNode', () => {
  it.each<[change: Partial<SpecNode>, expected: boolean]>([
    [{mode: 'readwrite'}, true],
    [{settings: {}}, true],
    [{mode: 'readonly'}, false],
    [{host: '127.0.0.2'}, false],
  ])('%j: %s', (change, expected) => {
    expect(isSameNode(aProxy('v2-proxy'), aProxy('v2-proxy', change))).toBe(expected);
  });
});
