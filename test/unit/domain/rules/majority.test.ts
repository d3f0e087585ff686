import {describe, expect, it} from 'vitest';

import {majorityOf} from '../../../../src/lib/domain/rules/majority.js';

describe('majorityOf', () => {
  it.each([
    [[], undefined],
    [['a'], undefined],
    [['a', 'a'], undefined],
    [['a', 'b'], {model: 'a', others: ['b']}],
    [['b', 'a', 'a'], {model: 'a', others: ['b']}],
    [['a', 'b', 'c', 'b'], {model: 'b', others: ['a', 'c']}],
  ])('%j', (items, expected) => {
    // Objects, since two that are equal are still two.
    const majority = majorityOf(
      items.map(value => ({value})),
      ({value}) => value,
    );

    expect(
      majority && {model: majority.model.value, others: majority.others.map(({value}) => value)},
    ).toEqual(expected);
  });
});
