import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {decideRetention, type RetentionRules} from '../../../../src/lib/domain/snapshots/retention.js';
import {byAge, type SavedFile} from '../../../../src/lib/domain/snapshots/saved-snapshot.js';

const DEMO = {cluster: 'demo', clusterIds: []};
const NONE: RetentionRules = {last: 0, hourly: 0, daily: 0, weekly: 0};

interface Saved {
  readonly at: string;
  readonly cluster?: string;
  readonly doubt?: string;
  readonly hadQuorum?: boolean;
  readonly isAhead?: true;
  readonly isBare?: boolean;
  readonly name?: string;
}

function file(
  {at, cluster = 'demo', doubt, hadQuorum = true, isAhead, isBare = false, name = ''}: Saved,
  index = 0,
): SavedFile {
  const manifest = {cluster, hadQuorum} as SavedFile['manifest'];
  return {
    path: `/s/${name}${index}-${at}`,
    sizeBytes: 1,
    savedAt: at,
    ...(isBare || manifest === undefined ? {} : {manifest}),
    ...(doubt === undefined ? {} : {doubt}),
    ...(isAhead === undefined ? {} : {isAhead}),
  };
}

function kept(files: readonly Saved[], rules: Partial<RetentionRules>): string[] {
  const sorted = byAge(files.map(file));
  return decideRetention(sorted, {...NONE, ...rules}, DEMO).keep.map(({file: {savedAt}}) => savedAt);
}

const TIMES = [
  '2026-11-26T10:50:00Z', // Thursday
  '2026-11-26T10:10:00Z',
  '2026-11-26T09:59:59Z',
  '2026-11-25T23:00:00Z',
  '2026-11-25T01:00:00Z',
  '2026-11-22T12:00:00Z', // Sunday of the week before
  '2026-11-16T12:00:00Z', // Monday of that week
];
const FILES = TIMES.map(at => ({at}));

describe('what is kept', () => {
  it.each<[rules: Partial<RetentionRules>, kept: readonly number[]]>([
    [{last: 1}, [0]],
    [{last: 3}, [0, 1, 2]],
    [{last: 100}, [0, 1, 2, 3, 4, 5, 6]],
    [{hourly: 1}, [0]],
    [{hourly: 3}, [0, 2, 3]],
    [{daily: 2}, [0, 3]],
    [{daily: 4}, [0, 3, 5, 6]],
    [{weekly: 1}, [0]],
    [{weekly: 2}, [0, 5]],
    [{last: 2, weekly: 2}, [0, 1, 5]],
    [{}, [0]],
  ])('by %j', (rules, indexes) => {
    expect(kept(FILES, rules)).toEqual(indexes.map(index => TIMES[index]));
  });

  it('is what is not surely a whole one of this cluster', () => {
    const odd = [
      {at: TIMES[4]!, cluster: 'other'},
      {at: TIMES[5]!, isBare: true},
      {at: TIMES[6]!, doubt: 'has 1 byte'},
    ];
    expect(kept([{at: TIMES[0]!}, {at: TIMES[1]!}, ...odd], {last: 1})).toEqual([
      TIMES[0],
      ...TIMES.slice(4),
    ]);
  });

  it('is what a wrong clock dated, which takes no place of the others', () => {
    const future = ['2099-01-01T00:00:00Z', '2098-01-01T00:00:00Z'].map(at => ({at, isAhead: true}) as const);
    expect(kept([...future, ...FILES], {last: 2})).toEqual([
      ...future.map(({at}) => at),
      ...TIMES.slice(0, 2),
    ]);
  });

  it('is the newest that had a quorum, though newer ones had none', () => {
    const files = [
      {at: TIMES[0]!, hadQuorum: false},
      {at: TIMES[1]!, hadQuorum: false},
      {at: TIMES[2]!},
      {at: TIMES[3]!},
    ];
    expect(kept(files, {last: 1})).toEqual([TIMES[0], TIMES[2]]);
  });

  it('is the newest that a restore takes unasked, though an undo has saved a newer one', () => {
    const files = [
      {at: TIMES[0]!, name: 'before-undo-'},
      {at: TIMES[1]!, name: 'before-undo-'},
      {at: TIMES[2]!},
      {at: TIMES[3]!},
    ];
    expect(kept(files, {last: 1})).toEqual([TIMES[0], TIMES[2]]);
    expect(kept(files.slice(0, 2), {hourly: 0})).toEqual([TIMES[0]]);
  });

  it('is as many as without what an undo took back, which goes by the same rules beside them', () => {
    const whose = {cluster: 'demo', clusterIds: ['aa1', 'bb2'], undoneIds: ['bb2']};
    const of = (clusterId: string, index: number): SavedFile => {
      const one = file({at: TIMES[index]!}, index);
      return {...one, manifest: {...one.manifest!, clusterId}};
    };
    const files = [of('bb2', 0), of('bb2', 1), of('aa1', 2), of('aa1', 3), of('aa1', 4)];
    const {keep} = decideRetention(files, {...NONE, last: 2}, whose);
    expect(
      keep.map(({file: {path}, because}) => [files.findIndex(one => one.path === path), because]),
    ).toEqual([
      [0, 'among the newest, of what was undone'],
      [1, 'among the newest, of what was undone'],
      [2, 'the newest that is verified'],
      [3, 'among the newest'],
    ]);
  });

  it('always has the newest verified one, and every file is either kept or removed', () => {
    const aFile = fc.record({
      at: fc
        .date({min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true})
        .map(d => d.toISOString()),
      cluster: fc.constantFrom('demo', 'other'),
      hadQuorum: fc.boolean(),
      isBare: fc.boolean(),
    });
    const count = fc.nat({max: 5});
    const rulesOf = fc.record({last: count, hourly: count, daily: count, weekly: count});
    fc.assert(
      fc.property(fc.array(aFile, {maxLength: 30}), rulesOf, (saved, rules) => {
        const files = byAge(saved.map(file));
        const {keep, remove} = decideRetention(files, rules, DEMO);
        expect(new Set([...keep.map(one => one.file), ...remove])).toEqual(new Set(files));
        expect(keep.length + remove.length).toBe(files.length);
        const ours = files.filter(one => one.manifest?.cluster === 'demo');
        const best = ours.find(one => one.manifest?.hadQuorum) ?? ours[0];
        expect(best === undefined || !remove.includes(best)).toBe(true);
        expect(remove.every(one => one.manifest?.cluster === 'demo')).toBe(true);
        expect(keep.length).toBeGreaterThanOrEqual(Math.min(rules.last, ours.length));
        // Whoever keeps more of one kind loses nothing.
        const more = decideRetention(files, {...rules, daily: rules.daily + 1}, DEMO).remove;
        expect(more.every(one => remove.includes(one))).toBe(true);
      }),
    );
  });
});
