import {describe, expect, it} from 'vitest';

import {changedSettings} from '../../../../src/lib/domain/config/config-changes.js';

describe('changedSettings', () => {
  it.each<[what: string, before: Record<string, string>, after: Record<string, string>, names: string[]]>([
    ['the same', {a: '1'}, {a: '1'}, []],
    ['another value', {a: '1', b: '2'}, {a: '1', b: '3'}, ['b']],
    ['one more and one less', {a: '1'}, {b: '1'}, ['a', 'b']],
    [
      'what etcd reads at the first start only',
      {'initial-cluster': 'a', 'initial-cluster-token': 't', 'initial-cluster-state': 'new'},
      {'initial-cluster': 'b', 'initial-cluster-token': 'u', 'initial-cluster-state': 'existing'},
      [],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changedSettings(new Map(Object.entries(before)), new Map(Object.entries(after)))).toEqual(
      expected,
    );
  });
});
