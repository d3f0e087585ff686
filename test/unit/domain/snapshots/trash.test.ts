import {describe, expect, it} from 'vitest';

import {placesInTrash, placesOfManifest} from '../../../../src/lib/domain/snapshots/trash.js';

const manifest = (name: string): string => `${name}.manifest.json`;

describe('a name in the trash', () => {
  it.each<[trashed: string[], first: string]>([
    [[], 'a.db'],
    // Perhaps this very one, with two names since a kill: whoever gives the name can tell.
    [['a.db'], 'a.db'],
    [['a.db', manifest('a.db')], 'a-2.db'],
    [[manifest('a.db')], 'a-2.db'],
    [[manifest('a.db'), manifest('a-2.db')], 'a-3.db'],
  ])('beside %j is first %s', (trashed, first) => {
    expect(placesInTrash('a.db', trashed).next().value).toBe(first);
  });

  it.each<[trashed: string[], places: string[]]>([
    [[], ['a.db']],
    [['a.db'], ['a.db', 'a-2.db']],
    [
      ['a.db', manifest('a.db')],
      ['a.db', 'a-2.db'],
    ],
    [
      ['a.db', 'a-2.db', manifest('a.db')],
      ['a-2.db', 'a.db', 'a-3.db'],
    ],
    [[manifest('a.db')], ['a.db', 'a-2.db']],
  ])('of a manifest beside %j is looked for with its snapshot', (trashed, places) => {
    expect([...placesOfManifest('a.db', trashed)]).toEqual(places.map(manifest));
  });
});
