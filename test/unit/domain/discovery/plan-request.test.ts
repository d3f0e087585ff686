import {describe, expect, it} from 'vitest';

import {
  planDiscoveryRequest,
  wishProblems,
  type DiscoveryWish,
} from '../../../../src/lib/domain/discovery/plan-request.js';
import {aRequest} from '../../../fakes/bootstrap-request.js';

const NAMED = ['a', 'b', 'c', 'd'].map((name, index) => ({name, host: `10.0.0.${index + 1}`}));

describe('wishProblems', () => {
  it.each<[what: string, members: number | typeof NAMED, wish: DiscoveryWish, says: string | undefined]>([
    ['all members', 3, {}, undefined],
    ['as many as there are', 3, {size: 3}, undefined],
    ['one beyond the size, a v2 proxy', 4, {size: 3}, undefined],
    ['the same, said', 4, {size: 3, fallback: 'proxy'}, undefined],
    ['one beyond the size, which ends', 4, {size: 3, fallback: 'exit'}, 'the 1 beyond the 3 would only end'],
    ['nobody beyond the size', 3, {size: 3, fallback: 'exit'}, undefined],
    ['fewer than the size', 2, {size: 3}, '3 members are to register, and there are only 2'],
    ['names, as many', NAMED, {size: 4}, undefined],
    ['names beyond the size', NAMED, {size: 2}, '--member names 4: for c, d the cluster is full'],
    ['fewer names than the size', NAMED, {size: 5}, 'there are only 4: all would wait for ever'],
  ])('%s', (_, members, wish, says) => {
    const problems = wishProblems(aRequest({members}), wish);

    const message = expect.stringContaining(says ?? '') as string;
    expect(problems).toEqual(says === undefined ? [] : [{flag: '--size', message}]);
  });

  it('names each place that is none', () => {
    const wish = {url: 'ftp://x', endpoints: ['http://10.0.0.9:2379', 'http://'], token: 'a/b'};

    const problems = wishProblems(aRequest(), wish);

    expect(problems.map(({flag}) => flag)).toEqual([
      '--discovery-url',
      '--discovery-endpoints',
      '--discovery-token',
    ]);
    expect(problems[0]!.message).toBe('"ftp://x" does not begin with http:// or https://');
  });
});

describe('planDiscoveryRequest', () => {
  it.each([
    [3, {}, {members: 3, proxies: 1, size: 3, beyond: 0}],
    [5, {size: 3}, {members: 3, proxies: 3, size: 3, beyond: 2}],
  ])('%s members with %j', (members, wish, {size, beyond, ...counts}) => {
    const planned = planDiscoveryRequest(aRequest({members, proxies: 1}), wish);

    expect(planned).toEqual({request: aRequest(counts), size, beyond});
  });

  it('leaves members that are named as they are', () => {
    const request = aRequest({members: NAMED});

    expect(planDiscoveryRequest(request, {size: 4})).toEqual({request, size: 4, beyond: 0});
  });
});
