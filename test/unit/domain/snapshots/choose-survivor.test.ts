import {describe, expect, it} from 'vitest';

import {
  chooseSurvivor,
  survivorNotices,
  type Survivor,
} from '../../../../src/lib/domain/snapshots/choose-survivor.js';

interface Left {
  readonly revision: number;
  readonly index?: number;
  readonly log?: number;
  readonly commit?: number;
  readonly clusterId?: string;
}

function aSurvivor(name: string, left: Left | undefined, isInUse = false): Survivor {
  const path = `/data/${name}/member/snap/db`;
  if (left === undefined) return {name, path, isInUse};
  const {revision, index, log, clusterId, commit} = left;
  const told = {...(clusterId === undefined ? {} : {clusterId}), ...(commit === undefined ? {} : {commit})};
  return {
    name,
    path,
    isInUse,
    database: {
      revision,
      authEnabled: false,
      members: [],
      ...(index === undefined ? {} : {consistentIndex: index}),
    },
    ...(log === undefined ? {} : {log: {index: log, ...told}}),
  };
}

function chosenOf(...survivors: Survivor[]): string {
  const choice = chooseSurvivor(survivors);
  return 'code' in choice ? choice.code : `${choice.chosen.name}: ${choice.because}`;
}

describe('the freshest of what is left', () => {
  it.each<[string, Survivor[], string]>([
    [
      'has most of the log in its database',
      [aSurvivor('a', {revision: 9, index: 40, log: 90}), aSurvivor('b', {revision: 9, index: 41, log: 41})],
      'b: its database has the log up to entry 41, that of a up to 40',
    ],
    [
      'has the highest revision where no index tells',
      [aSurvivor('a', {revision: 8}), aSurvivor('b', {revision: 9})],
      'b: its database ends at revision 9, that of a at 8',
    ],
    [
      'is the one with more in its log, where the databases go as far',
      [aSurvivor('a', {revision: 9, index: 40, log: 41}), aSurvivor('b', {revision: 9, index: 40, log: 42})],
      'b: no other one goes further; a goes as far',
    ],
    [
      'is the only one that can be read',
      [aSurvivor('a', undefined), aSurvivor('b', {revision: 9, index: 40})],
      'b: the only one that can be read',
    ],
    ['is none where none can be read', [aSurvivor('a', undefined)], 'E_SNAPSHOT_UNREADABLE'],
    [
      'is none while one of them runs',
      [aSurvivor('a', {revision: 9, index: 40}), aSurvivor('b', {revision: 1}, true)],
      'E_PREFLIGHT',
    ],
    [
      'is none where they are of two clusters',
      [
        aSurvivor('a', {revision: 9, index: 40, log: 40, clusterId: 'aa'}),
        aSurvivor('b', {revision: 9, index: 40}),
        aSurvivor('c', {revision: 9, index: 40, log: 40, clusterId: 'bb'}),
      ],
      'E_PREFLIGHT',
    ],
  ])('%s', (_, survivors, expected) => {
    expect(chosenOf(...survivors)).toBe(expected);
  });
});

describe('what is said of them', () => {
  const said = (...survivors: Survivor[]): string[] => {
    const choice = chooseSurvivor(survivors);
    return 'code' in choice ? [choice.message] : survivorNotices(choice);
  };

  it('is a line for each, the reason, and what stands in a log alone', () => {
    const left = [
      aSurvivor('old', {revision: 8, index: 30, log: 44}),
      aSurvivor('fresh', {revision: 9, index: 40, log: 42}),
      aSurvivor('gone', undefined),
    ];
    expect(said(...left)).toEqual([
      'fresh  revision 9  database to entry 40  log to 42  TAKEN',
      'old    revision 8  database to entry 30  log to 44',
      'gone   has no database that can be read  log to ?',
      'fresh is taken: its database has the log up to entry 40, that of old up to 30',
      'entries 41 to 44 stand in the log of old and not in the database that is restored: what they wrote will be missing (no log tells that the cluster had agreed on any of them)',
    ]);
  });

  it.each([
    [40, 'no log tells that the cluster had agreed on any of them'],
    [42, 'the cluster had agreed on those to 42 at least'],
    [44, 'the cluster had agreed on all of them'],
    // Of a member that was told so, and whose own log is shorter.
    [50, 'the cluster had agreed on all of them'],
  ])('is how far the cluster had agreed on that: to %i', (commit, told) => {
    const left = [
      aSurvivor('old', {revision: 8, index: 30, log: 44, commit: 30}),
      aSurvivor('fresh', {revision: 9, index: 40, log: 42, commit}),
    ];
    expect(said(...left).at(-1)).toContain(`will be missing (${told})`);
  });

  it('is nothing of missing entries where the logs end with the database', () => {
    expect(said(aSurvivor('a', {revision: 9, index: 40, log: 40})).at(-1)).toContain('is taken');
    expect(said(aSurvivor('a', {revision: 9, index: 40})).at(-1)).toContain('was not read');
  });
});
