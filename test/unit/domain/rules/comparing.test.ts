import {describe, expect, it} from 'vitest';

import {majorityOf} from '../../../../src/lib/domain/rules/majority.js';
import {bindsSame} from '../../../../src/lib/domain/rules/port-rules.js';

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

describe('bindsSame', () => {
  it.each([
    ['127.0.0.1', 'localhost', true],
    ['0.0.0.0', '10.0.0.1', true],
    ['10.0.0.1', '0.0.0.0', true],
    ['::', '10.0.0.1', true],
    ['::', '0.0.0.0', true],
    ['::1', '::', true],
    ['2001:DB8::1', '2001:db8:0::1', true],
    ['', '10.0.0.1', true],
    ['0.0.0.0', '::1', false],
    ['127.0.0.1', '127.0.0.2', false],
    ['127.0.0.1', '::1', false],
    ['10.0.0.1', '127.0.0.1', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(bindsSame(a, b)).toBe(expected);
  });
});
