import {expect, it} from 'vitest';

import {driftWords} from '../../../../src/lib/domain/proxies/drift-words.js';

it.each<[missing: string[], stale: string[], expected: string]>([
  [[], [], ''],
  [['a:1'], [], 'misses a:1'],
  [[], ['a:1', 'b:1'], 'still has a:1, b:1'],
  [['c:1'], ['a\u001b[2J:1'], 'misses c:1, still has a\\x1b[2J:1'],
  [['1', '2', '3', '4', '5', '6', '7'], [], 'misses 1, 2, 3, 4, 5 and 2 more'],
])('%j missing, %j stale', (missing, stale, expected) => {
  expect(driftWords({missing, stale})).toBe(expected);
});
