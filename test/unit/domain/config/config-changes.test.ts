import {describe, expect, it} from 'vitest';

import {changedSettings} from '../../../../src/lib/domain/config/config-changes.js';

describe('changedSettings', () => {
  it.each([
    ['the same', {a: 1}, {a: 1}, []],
    ['another value', {a: 1, b: 2}, {a: 1, b: 3}, ['b']],
    ['one more and one less', {a: 1}, {b: 1}, ['a', 'b']],
    ['a block', {tls: {cert: 'x'}}, {tls: {cert: 'y'}}, ['tls']],
    [
      'what etcd reads at the first start only',
      {'initial-cluster': 'a', 'initial-cluster-token': 't', 'initial-cluster-state': 'new'},
      {'initial-cluster': 'b', 'initial-cluster-token': 'u', 'initial-cluster-state': 'existing'},
      [],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changedSettings(before, after)).toEqual(expected);
  });
});
