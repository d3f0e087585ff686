import {expect, it} from 'vitest';

import {judgeV2Proxy} from '../../../../src/lib/domain/proxies/v2-proxy.js';

it.each([
  [405, 200, 'readwrite', {mode: 'readwrite'}],
  [501, 200, 'readonly', {mode: 'readonly'}],
  [501, 200, 'readwrite', {mode: 'readonly', error: 'runs readonly, and the spec says readwrite'}],
  [405, 200, 'readonly', {mode: 'readwrite', error: 'runs readwrite, and the spec says readonly'}],
  [503, 503, 'readwrite', {mode: 'readwrite', error: 'reaches no member: it knows none that answers'}],
  [502, 503, 'readwrite', {mode: 'readwrite', error: 'reaches no member: it knows none that answers'}],
  [501, 502, 'readonly', {mode: 'readonly', error: 'reaches no member: none of those it knows answers'}],
  [200, 200, 'readwrite', {error: 'answers 200 where a v2 proxy says 405 or 501'}],
  [405, 404, 'readwrite', {mode: 'readwrite', error: 'gets 404 from a member where a version is asked for'}],
] as const)('POST %d, GET %d, to be %s', (writeStatus, readStatus, wanted, expected) => {
  expect(judgeV2Proxy({writeStatus, readStatus}, wanted)).toEqual(expected);
});

it('says both where the mode is wrong and no member is reached', () => {
  expect(judgeV2Proxy({writeStatus: 501, readStatus: 503}, 'readwrite').error).toBe(
    'runs readonly, and the spec says readwrite; reaches no member: it knows none that answers',
  );
});
