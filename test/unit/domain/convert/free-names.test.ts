import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {freeNames} from '../../../../src/lib/domain/convert/free-names.js';
import {nameProblem} from '../../../../src/lib/domain/nodes/names.js';

describe('freeNames', () => {
  it.each<[titles: string[], names: string[]]>([
    [
      ['infra0', 'infra1'],
      ['infra0', 'infra1'],
    ],
    [
      ['a', 'a', 'a'],
      ['a', 'a-2', 'a-3'],
    ],
    [
      ['a', 'a', 'a-2'],
      ['a', 'a-3', 'a-2'],
    ],
    [['../../etc/passwd'], ['etc-passwd']],
    [['my node'], ['my-node']],
    [
      ['', '$(hostname)', '…'],
      ['node', 'hostname', 'node-2'],
    ],
    [['x'.repeat(100)], ['x'.repeat(56)]],
  ])('%j → %j', (titles, names) => {
    expect(freeNames(titles)).toEqual(names);
  });

  it('gives every title a name of its own, and keeps those that are names', () => {
    const titles = fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'a-2', 'infra0')));
    fc.assert(
      fc.property(titles, given => {
        const names = freeNames(given);

        expect(new Set(names).size).toBe(given.length);
        expect(names.filter(name => nameProblem(name) !== undefined)).toEqual([]);
        for (const title of given.filter(found => nameProblem(found) === undefined))
          expect(names).toContain(title);
      }),
    );
  });
});
