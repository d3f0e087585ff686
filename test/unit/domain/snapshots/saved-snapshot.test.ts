import {describe, expect, it} from 'vitest';

import type {SnapshotManifest} from '../../../../src/lib/domain/snapshots/manifest.js';
import {
  byAge,
  describeSaved,
  newestToRestore,
  type SavedFile,
} from '../../../../src/lib/domain/snapshots/saved-snapshot.js';

function saved(
  hour: number,
  name: string,
  change: Partial<SnapshotManifest & {doubt: string}> = {},
): SavedFile {
  const {doubt, ...told} = change;
  const savedAt = `2026-11-26T0${hour}:00:00.000Z`;
  const manifest: SnapshotManifest = {
    ...{schemaVersion: 1, cluster: 'demo', clusterId: 'aa1', members: [], from: 'infra0', hadQuorum: true},
    ...{revision: 6, totalKeys: 5, etcdVersion: '3.7.3', sizeBytes: 9, sha256: 'ab'.repeat(32), savedAt},
    ...told,
  };
  return {path: `/s/${name}`, sizeBytes: 9, savedAt, manifest, ...(doubt === undefined ? {} : {doubt})};
}

/** As the clock has it. */
const ahead = (hour: number): SavedFile => ({...saved(hour, 'ahead.db'), isAhead: true});

const DEMO = {cluster: 'demo', clusterIds: []};
const OLD = saved(1, 'old.db');
const bare = ({path, sizeBytes}: SavedFile): SavedFile => ({
  ...{path, sizeBytes, savedAt: '2026-11-26T09:00:00.000Z'},
});

describe('what is restored where none is named', () => {
  it.each<[string, readonly SavedFile[], string | undefined]>([
    ['the newest', [OLD, saved(2, 'new.db')], '/s/new.db'],
    ['nothing where nothing is', [], undefined],
    ['none without a manifest', [OLD, bare(saved(2, 'new.db'))], '/s/old.db'],
    ['none that may be damaged', [OLD, saved(2, 'new.db', {doubt: 'has 1 bytes'})], '/s/old.db'],
    ['none of another cluster', [OLD, saved(2, 'new.db', {cluster: 'other'})], '/s/old.db'],
    ['none saved without a quorum', [OLD, saved(2, 'new.db', {hadQuorum: false})], '/s/old.db'],
    [
      'not what an undo has just left',
      [OLD, saved(2, 'before-undo-20261126T020000Z-abcdef.db')],
      '/s/old.db',
    ],
    ['nothing of these alone', [saved(2, 'new.db', {hadQuorum: false})], undefined],
    ['none from the future that others outdo', [saved(1, 'old.db', {revision: 7}), ahead(2)], '/s/old.db'],
    ['one from the future that goes as far as any', [OLD, ahead(2)], '/s/ahead.db'],
    [
      'the last of those from the future, where a clock is behind',
      [{...saved(1, 'old.db', {revision: 7}), isAhead: true}, ahead(2)],
      '/s/ahead.db',
    ],
  ])('%s', (_, files, path) => {
    expect(newestToRestore(byAge(files), DEMO).newest?.path).toBe(path);
  });
});

describe('what is restored of a cluster whose id is known', () => {
  it.each([
    ['its own', ['aa1'], '/s/new.db'],
    ['that of before a restore', ['bb2', 'aa1'], '/s/new.db'],
    ['an older one before that of another cluster of its name', ['cc3'], '/s/old.db'],
    ['none of others', ['dd4'], undefined],
  ])('is %s', (_, clusterIds, path) => {
    const files = [saved(1, 'old.db', {clusterId: 'cc3'}), saved(2, 'new.db')];
    expect(newestToRestore(byAge(files), {cluster: 'demo', clusterIds}).newest?.path).toBe(path);
  });

  it('is none of a state that was taken back', () => {
    const files = byAge([saved(1, 'good.db'), saved(2, 'undone.db', {clusterId: 'bb2'})]);
    const whose = {cluster: 'demo', clusterIds: ['aa1', 'bb2'], undoneIds: ['bb2']};
    expect(newestToRestore(files, whose).newest?.path).toBe('/s/good.db');
    expect(newestToRestore(files.slice(0, 1), whose)).toEqual({
      passedOver: [{path: '/s/undone.db', why: 'is of a state that snapshot undo took back'}],
    });
  });

  it('tells another cluster of its name from itself', () => {
    const choice = newestToRestore([OLD], {cluster: 'demo', clusterIds: ['bb2']});
    expect(choice).toEqual({
      passedOver: [{path: '/s/old.db', why: 'is of another cluster of that name (aa1)'}],
    });
  });
});

it('tells of each that it passes over why, the newest first', () => {
  const files = [
    bare(saved(1, 'bare.db')),
    saved(2, 'cut.db', {doubt: 'has 1 bytes'}),
    saved(3, 'other.db', {cluster: 'other'}),
    saved(4, 'alone.db', {hadQuorum: false}),
    saved(5, 'before-undo-20261126T020000Z-abcdef.db'),
  ];
  const choice = newestToRestore(byAge(files), DEMO);
  expect('passedOver' in choice ? choice.passedOver.map(({path, why}) => `${path} ${why}`) : []).toEqual([
    '/s/bare.db has no manifest',
    '/s/before-undo-20261126T020000Z-abcdef.db was saved by snapshot undo before it took that state back',
    '/s/alone.db was saved without a quorum: writes that others acknowledged may be missing',
    '/s/other.db is of the cluster other',
    '/s/cut.db has 1 bytes',
  ]);
});

it.each<[now: string, isAhead: true | undefined]>([
  ['2026-11-26T02:00:00.000Z', undefined],
  ['2026-11-26T01:59:59.999Z', true],
])('at %s one of 2 o’clock is of the future: %s', (now, isAhead) => {
  const {path, sizeBytes, manifest} = saved(2, 'a.db');
  const found = {
    path,
    sizeBytes,
    modifiedAt: new Date(0),
    now: new Date(now),
    manifest: {manifest: manifest!},
  };
  expect(describeSaved(found).isAhead).toBe(isAhead);
});
