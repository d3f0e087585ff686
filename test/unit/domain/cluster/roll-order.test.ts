import {describe, expect, it} from 'vitest';

import {twoRolls} from '../../../../src/lib/domain/cluster/roll-order.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aMember, aProxy} from '../../../fakes/spec.js';

const [A, B, C, LEARNER] = [0, 1, 2, 3].map(index => aMember(index, index === 3 ? {learner: true} : {})) as [
  SpecNode,
  SpecNode,
  SpecNode,
  SpecNode,
];
const [GATEWAY, GRPC, V2] = [aProxy('gateway'), aProxy('grpc-proxy'), aProxy('v2-proxy')];

function names(nodes: readonly SpecNode[]): string {
  return nodes.map(({name}) => name).join(' ');
}

describe('two rolls', () => {
  it.each<[case_: string, ordered: SpecNode[], first: string, second: string]>([
    ['the first of the spec leads', [B, C, A], 'infra1 infra2 infra0', 'infra0 infra2 infra1'],
    ['the second of the spec leads', [A, C, B], 'infra0 infra2 infra1', 'infra1 infra2 infra0'],
    [
      'gateways go before the last member, other proxies behind it',
      [B, C, A, V2, GATEWAY, GRPC],
      'infra1 infra2 gateway0 infra0 proxy0 grpc-proxy0',
      'infra0 infra2 gateway0 infra1 proxy0 grpc-proxy0',
    ],
    [
      'a learner does not come to lead',
      [LEARNER, B, C, A],
      'infra3 infra1 infra2 infra0',
      'infra0 infra3 infra2 infra1',
    ],
    ['proxies alone', [GATEWAY, GRPC], 'gateway0 grpc-proxy0', 'gateway0 grpc-proxy0'],
    ['one member alone', [A, GRPC, GATEWAY], 'infra0 grpc-proxy0 gateway0', 'infra0 grpc-proxy0 gateway0'],
  ])('%s', (_, ordered, first, second) => {
    const rolls = twoRolls(ordered, [A, B, C, LEARNER]);

    expect([names(rolls.first), names(rolls.second)]).toEqual([first, second]);
  });
});
