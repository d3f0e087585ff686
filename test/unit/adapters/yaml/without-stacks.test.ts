import {expect, it} from 'vitest';

import {withoutStacks} from '../../../../src/lib/adapters/yaml/without-stacks.js';

it('errors that are made within have no stack; those made afterwards have', () => {
  const made = withoutStacks(() => new Error('a slip'));

  expect(made.stack).toBe('Error: a slip');
  expect(new Error('later').stack).toContain('without-stacks.test');
});

it('errors that are thrown within leave all as it was', () => {
  const run = (): never =>
    withoutStacks(() => {
      throw new Error('a slip');
    });

  expect(run).toThrow('a slip');
  expect(new Error('later').stack).toContain('without-stacks.test');
});
