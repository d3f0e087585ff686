import {describe, expect, it} from 'vitest';

import {followAliases} from '../../../../src/lib/domain/srv/follow-aliases.js';
import type {HostRecord} from '../../../../src/lib/domain/srv/srv-answers.js';

const a = (name: string, data: string): HostRecord => ({type: 'A', name, ttl: 60, data});
const alias = (name: string, data: string): HostRecord => ({type: 'CNAME', name, ttl: 60, data});

describe('followAliases', () => {
  it.each<[string, HostRecord[], ReturnType<typeof followAliases>]>([
    ['nothing', [], {aliases: [], end: 'm.a.test', addresses: [], isCircle: false}],
    [
      'addresses, each once',
      [a('m.a.test', '10.0.0.1'), a('M.A.test', '10.0.0.2'), a('m.a.test', '10.0.0.1')],
      {aliases: [], end: 'm.a.test', addresses: ['10.0.0.1', '10.0.0.2'], isCircle: false},
    ],
    [
      'a chain in another order, and what belongs to none of its names',
      [
        a('c.test', '10.0.0.1'),
        alias('b.test', 'c.test'),
        a('x.test', '10.9.9.9'),
        alias('m.a.test', 'B.test'),
      ],
      {aliases: ['B.test', 'c.test'], end: 'c.test', addresses: ['10.0.0.1'], isCircle: false},
    ],
    [
      'an alias that leads out of what is known',
      [alias('m.a.test', 'b.test')],
      {aliases: ['b.test'], end: 'b.test', addresses: [], isCircle: false},
    ],
    [
      'a circle',
      [alias('m.a.test', 'b.test'), alias('b.test', 'm.a.test'), a('b.test', '10.0.0.1')],
      {aliases: ['b.test', 'm.a.test'], end: 'm.a.test', addresses: [], isCircle: true},
    ],
  ])('%s', (_, records, way) => {
    expect(followAliases('m.a.test', records)).toEqual(way);
  });
});
