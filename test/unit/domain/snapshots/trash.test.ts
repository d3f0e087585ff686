import {describe, expect, it} from 'vitest';

import type {SavedFile} from '../../../../src/lib/domain/snapshots/saved-snapshot.js';
import {expired, placesInTrash, placesOfManifest} from '../../../../src/lib/domain/snapshots/trash.js';

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

describe('what is deleted from the trash', () => {
  const manifest = {cluster: 'demo', hadQuorum: true} as SavedFile['manifest'] & object;
  const file = (name: string, savedAt: string) => ({path: `/s/${name}`, sizeBytes: 1, savedAt, manifest});
  const trashed = ['1', '2'].map(hour => ({
    ...file(`${hour}.db`, `2026-11-26T0${hour}:00:00Z`),
    trashedAt: '2026-11-26T03:00:00Z',
  }));
  const facts = {trashed, whose: {cluster: 'demo', clusterIds: []}, now: new Date('2026-12-26'), days: 7};
  const outside = file('3.db', '2026-11-27T00:00:00Z');

  it.each<[kept: readonly SavedFile[], deleted: string[]]>([
    [[outside], ['/s/1.db', '/s/2.db']],
    [[], ['/s/1.db']],
    // What only a wrong clock made the newest is no stand-in.
    [[{...outside, isAhead: true}], ['/s/1.db']],
  ])('where %j is left outside', (kept, deleted) => {
    expect(expired({...facts, kept}).map(({path}) => path)).toEqual(deleted);
  });
});
