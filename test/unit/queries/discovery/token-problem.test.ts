import {expect, it} from 'vitest';

import {
  assertToken,
  isOfEarlierAttempt,
  type TokenCheck,
} from '../../../../src/lib/queries/discovery/token-problem.js';

const OURS = {id: 'a0', value: 'infra0=http://127.0.0.1:2380', index: 1};
const STRANGER = {id: 'b0', value: 'db0=http://10.0.0.9:2380', index: 2};
const NAMESAKE = {id: 'c0', value: 'infra0=http://10.0.0.9:2380', index: 3};

function refusal(keys: TokenCheck['content']['keys'], change: Partial<TokenCheck> & {text?: string} = {}) {
  const {text = '3', ...rest} = change;
  const expected = [{name: 'infra0', peerUrl: 'http://127.0.0.1:2380'}];
  const check = {content: {size: text, keys}, expected, size: 3, unregistered: [], ...rest};
  try {
    assertToken('demo-1', check);
  } catch (error) {
    return {says: (error as Error).message, isOfEarlierAttempt: isOfEarlierAttempt(error)};
  }
  return undefined;
}

it.each<[what: string, found: ReturnType<typeof refusal>, says: string, isOfEarlierAttempt: boolean]>([
  ['one of ours that is gone', refusal([OURS], {unregistered: ['infra0']}), 'nobody registers twice', true],
  ['a stranger beside ours', refusal([OURS, STRANGER]), 'db0 (http://10.0.0.9:2380) has registered', true],
  ['a stranger alone', refusal([STRANGER]), 'is not in the spec', false],
  ['a namesake elsewhere', refusal([NAMESAKE]), 'the spec has it at http://127.0.0.1:2380', false],
  ['another size', refusal([OURS], {text: '5'}), 'its size is 5, and 3 members are to register', false],
  ['no size', refusal([OURS], {text: 'x'}), 'its size is "x"', false],
])('refuses a token with %s', (_, found, says, isOfEarlier) => {
  expect(found?.says).toContain('the discovery token demo-1 cannot be used');
  expect(found?.says).toContain(says);
  expect(found?.isOfEarlierAttempt).toBe(isOfEarlier);
});

it('takes a token that nobody else has', () => {
  expect(refusal([OURS])).toBeUndefined();
  expect(refusal([])).toBeUndefined();
});
