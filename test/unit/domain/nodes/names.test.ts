import {describe, expect, it} from 'vitest';

import {MAX_NAME_LENGTH, nameProblem, tokenProblem} from '../../../../src/lib/domain/nodes/names.js';

describe('nameProblem', () => {
  it.each(['infra0', 'a', '0', 'etcd-1.example', 'A_b', 'a_', 'a-', 'a'.repeat(MAX_NAME_LENGTH)])(
    'takes %s',
    name => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  it.each([
    ['', 'empty'],
    ['a'.repeat(MAX_NAME_LENGTH + 1), 'has 64 characters'],
    ['-a', 'is not a name'],
    ['.a', 'is not a name'],
    ['a.', 'is not a name'],
    ['_a', 'is not a name'],
    ['..', 'is not a name'],
    ['a..b', 'is not a name'],
    ['../a', 'is not a name'],
    ['a/b', 'is not a name'],
    ['a b', 'is not a name'],
    ['a=b', 'is not a name'],
    ['a,b', 'is not a name'],
    ['a\nb', 'is not a name'],
    ['ä', 'is not a name'],
    ['a$b', 'is not a name'],
  ])('refuses "%s"', (name, why) => {
    expect(nameProblem(name)).toContain(why);
  });

  it('shows no control characters', () => {
    expect(nameProblem('a\u001b]0;x\u0007')).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('tokenProblem', () => {
  it.each(['demo-7f3c91', 'etcd-cluster', 'a', '0.1_2', 'a'.repeat(128)])('takes %s', token => {
    expect(tokenProblem(token)).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    ['a'.repeat(129), 'has 129 characters'],
    ['-a', 'is not a token'],
    ['a b', 'is not a token'],
    ['a"b', 'is not a token'],
    ['a\n', 'is not a token'],
    ['a/b', 'is not a token'],
  ])('refuses "%s"', (token, why) => {
    expect(tokenProblem(token)).toContain(why);
  });
});
