import {describe, expect, it} from 'vitest';

import {toldClientUrl, urlsToAsk, type MemberPlaces} from '../../../../src/lib/domain/nodes/urls-to-ask.js';

describe('where members are asked', () => {
  it.each<[what: string, places: Omit<MemberPlaces, 'name'>, urls: string[]]>([
    ['where the process was told to be, first', {told: 'a', recorded: 'b', wished: 'c'}, ['a', 'b', 'c']],
    ['where it was last made, before where the spec has it', {recorded: 'b', wished: 'c'}, ['b', 'c']],
    ['where the spec has it, of one that was never made', {wished: 'c'}, ['c']],
    ['where it was, of one that the spec has no more', {recorded: 'b'}, ['b']],
    ['once where all say the same', {told: 'a', recorded: 'a', wished: 'a'}, ['a']],
  ])('%s', (_, places, clientUrls) => {
    expect(urlsToAsk([{name: 'infra0', ...places}])).toEqual([{name: 'infra0', clientUrls}]);
  });

  it('not where another one runs', () => {
    const asked = urlsToAsk([
      {name: 'infra0', recorded: 'a', wished: 'b'},
      {name: 'infra1', told: 'b', recorded: 'b', wished: 'a'},
    ]);
    expect(asked).toEqual([
      {name: 'infra0', clientUrls: ['a']},
      {name: 'infra1', clientUrls: ['b', 'a']},
    ]);
  });

  it.each<[urls: string, told: string | undefined]>([
    ['http://127.0.0.1:2379', 'http://127.0.0.1:2379'],
    ['unix://run/etcd:1, https://db.example.com:2379,http://127.0.0.1:1', 'https://db.example.com:2379'],
    ['', undefined],
    ['http://', undefined],
    ['http://:2379', undefined],
  ])('advertise-client-urls: %j', (urls, told) => {
    expect(toldClientUrl(new Map([['advertise-client-urls', urls]]))).toBe(told);
  });
});
