import {describe, expect, it} from 'vitest';

import {BoundedMemo} from '../../../../src/lib/domain/process/bounded-memo.js';

describe('BoundedMemo', () => {
  it('reads once, until it is full', () => {
    const memo = new BoundedMemo<string>(2);
    const read: string[] = [];
    const get = (key: string): string =>
      memo.get(key, () => {
        read.push(key);
        return key.toUpperCase();
      });

    expect(['a', 'b', 'a', 'b', 'c', 'a'].map(get)).toEqual(['A', 'B', 'A', 'B', 'C', 'A']);
    expect(read).toEqual(['a', 'b', 'c', 'a']);
  });
});
