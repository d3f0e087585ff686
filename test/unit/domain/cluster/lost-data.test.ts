import {describe, expect, it} from 'vitest';

import {
  lostDataHints,
  lostDataMessage,
  moveLines,
  type DataPlace,
} from '../../../../src/lib/domain/cluster/lost-data.js';

describe('the lines that move the data of a member', () => {
  it.each<[what: string, before: DataPlace, after: DataPlace, lines: string[]]>([
    ['nothing', {dataDir: '/c/d'}, {dataDir: '/c/d'}, []],
    [
      'a data directory, with what it holds',
      {dataDir: '/c/d'},
      {dataDir: '/disk/e'},
      ['mkdir -p -m 700 /disk/e && mv /c/d/* /disk/e/'],
    ],
    [
      'a log out of the data directory',
      {dataDir: '/c/d'},
      {dataDir: '/c/d', walDir: '/w w'},
      ["mkdir -p -m 700 '/w w' && mv /c/d/member/wal/* '/w w'/"],
    ],
    [
      'a log back into it',
      {dataDir: '/c/d', walDir: '/w'},
      {dataDir: '/c/d'},
      ['mkdir -p -m 700 /c/d/member/wal && mv /w/* /c/d/member/wal/'],
    ],
    [
      'both, the log from where the first line has brought it',
      {dataDir: '/c/d'},
      {dataDir: '/e', walDir: '/w'},
      ['mkdir -p -m 700 /e && mv /c/d/* /e/', 'mkdir -p -m 700 /w && mv /e/member/wal/* /w/'],
    ],
    [
      'a data directory beside a log that stays',
      {dataDir: '/c/d', walDir: '/w'},
      {dataDir: '/e', walDir: '/w'},
      ['mkdir -p -m 700 /e && mv /c/d/* /e/'],
    ],
  ])('%s', (_, before, after, lines) => {
    expect(moveLines(before, after)).toEqual(lines);
  });
});

it('says where the data is looked for, and how it gets there', () => {
  const lost = [{name: 'infra2', place: {dataDir: '/e'}, before: {dataDir: '/c/d'}}];

  expect(lostDataMessage(lost, 'abc')).toBe('infra2 has no data in /e, but it belongs to cluster abc');
  expect(lostDataHints(lost).slice(1, 5)).toEqual([
    'etcdops down infra2',
    'mkdir -p -m 700 /e && mv /c/d/* /e/',
    'etcdops render',
    'etcdops up infra2',
  ]);
});

it('speaks of the log where that is in a place of its own, and of no move where none was made', () => {
  const place = {dataDir: '/c/d', walDir: '/w'};

  expect(lostDataMessage([{name: 'infra2', place}], 'abc')).toMatch('infra2 has no log in /w');
  expect(lostDataHints([{name: 'infra2', place, before: place}])[0]).toBe(
    'put the data directory back where it was',
  );
});
