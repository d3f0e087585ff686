import {describe, expect, it} from 'vitest';

import type {Place} from '../../../../src/lib/domain/inputs/place.js';
import type {Assignment} from '../../../../src/lib/domain/process/etcd-process.js';
import {placeOfPart} from '../../../../src/lib/domain/process/part-place.js';

function assignment(value: string, place: Partial<Place>): Assignment {
  return {name: 'name', written: 'name', via: 'config-file', value, place: {file: 'f', ...place}};
}

describe('placeOfPart', () => {
  it.each([
    ['plain', {line: 2, column: 10, length: 7}, {line: 2, column: 14, length: 3}],
    ['in quotes', {line: 2, column: 10, length: 9}, {line: 2, column: 15, length: 3}],
    [
      'written in another way than it is read',
      {line: 2, column: 10, length: 20},
      {line: 2, column: 10, length: 20},
    ],
    ['on a line', {line: 2}, {line: 2}],
  ])('of a value that stands %s', (_, place, expected) => {
    expect(placeOfPart(assignment('abc,def', place), 4, 3)).toEqual({file: 'f', ...expected});
  });

  it('of a value that goes on over the end of its line is that of the whole', () => {
    const place = {file: 'f', line: 2, column: 10, length: 9};
    const node = {
      kind: 'scalar',
      value: 'abc def',
      text: 'abc def',
      quoted: false,
      isFolded: true,
      place,
    } as const;

    expect(placeOfPart({...assignment('abc def', place), node}, 4, 3)).toEqual(place);
  });

  it('has a length even where the part is empty', () => {
    expect(placeOfPart(assignment('a,', {line: 1, column: 1, length: 2}), 2, 0)).toMatchObject({
      column: 3,
      length: 1,
    });
  });
});
