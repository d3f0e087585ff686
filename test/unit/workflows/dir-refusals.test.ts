import {describe, expect, it} from 'vitest';

import {nestedRefusals} from '../../../src/lib/workflows/dir-refusals.js';

describe('a log of its own', () => {
  it.each([
    ['beside the data', '/data/infra0', false, '/data/infra0-wal', []],
    ['in the data directory', '/data/infra0', false, '/data/infra0/wal', ['walDir of infra0']],
    [
      'in a data directory that is a mount, of which only what a member has moves',
      '/data/infra0',
      true,
      '/data/infra0/wal',
      [],
    ],
    ['in what moves of that', '/data/infra0', true, '/data/infra0/member/wal', ['walDir of infra0']],
  ])('%s', (_, dataDir, isMount, walDir, refused) => {
    const refusals = nestedRefusals('infra0', [
      {kind: 'data', path: dataDir, isMount},
      {kind: 'wal', path: walDir, isMount: false},
    ]);
    expect(refusals.map(({message}) => message.slice(0, 16))).toEqual(refused);
    for (const {hints} of refusals) expect(hints.join()).toContain('set walDir of infra0');
  });
});
