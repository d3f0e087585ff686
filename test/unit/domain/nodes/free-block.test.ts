import {expect, it} from 'vitest';

import {freeBlock} from '../../../../src/lib/domain/nodes/free-block.js';
import {aMember, aSpec, members} from '../../../fakes/spec.js';

const SERVICE = 'http://127.0.0.1:2409';
const url = `${SERVICE}/v2/keys/_etcd/registry/t`;

it.each<[what: string, spec: ReturnType<typeof aSpec>, host: string, client: number]>([
  ['behind three', aSpec(), '127.0.0.1', 2409],
  ['in a gap', aSpec({nodes: [aMember(0), aMember(2)]}), '127.0.0.1', 2389],
  ['of another machine', aSpec(), '10.0.0.9', 2379],
  [
    'not that of a v3 service of its own',
    aSpec({bootstrap: {method: 'discovery', endpoints: [SERVICE], token: 't', ownService: true}}),
    '127.0.0.1',
    2419,
  ],
  [
    'not that of a v2 service of its own',
    aSpec({bootstrap: {method: 'discovery', url, ownService: true}}),
    'localhost',
    2419,
  ],
  ['whatever service others have', aSpec({bootstrap: {method: 'discovery', url}}), '127.0.0.1', 2409],
])('a free block: %s', (_, spec, host, client) => {
  expect(freeBlock(spec, host)).toEqual({block: {client, peer: client + 1, metrics: client + 2}});
});

it('there is none above the last port', () => {
  const [first] = members(1);
  const spec = aSpec({nodes: [{...first!, ports: {client: 65_530, peer: 65_531, metrics: 65_532}}]});

  expect(freeBlock(spec, '127.0.0.1')).toEqual({
    problem: 'above port 65530 there is no free one on 127.0.0.1',
  });
});
