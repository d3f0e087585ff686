import {describe, expect, it} from 'vitest';

import {fitToShell, wordsFrom} from '../../../../src/lib/domain/completion/shell-words.js';

const WORDS = {
  kind: 'words',
  candidates: ['--format=config', '--format=env', '--from'].map(value => ({value, description: 'x'})),
} as const;

describe('wordsFrom', () => {
  it.each([
    [
      ['up', 'inf'],
      ['up', 'inf'],
    ],
    [
      ['up', ''],
      ['up', ''],
    ],
    // bash cuts a word at = and :
    [['--format', '=', 'con'], ['--format=con']],
    [
      ['--endpoints', '=', 'http', ':', '//h', ':', '2379', ''],
      ['--endpoints=http://h:2379', ''],
    ],
    [
      ['--format', '=', 'con', 'x'],
      ['--format=con', 'x'],
    ],
    [['a', '==', 'b'], ['a==b']],
    [['=', 'b'], ['=b']],
    // bash passes words as they were typed
    [
      ['--spec', `'my file'`, 'a\\ b', '"'],
      ['--spec', 'my file', 'a b', ''],
    ],
  ])('bash: %j', (passed, expected) => {
    expect(wordsFrom('bash', passed)).toEqual(expected);
  });

  it('zsh and fish pass words as they are', () => {
    for (const shell of ['zsh', 'fish'] as const)
      expect(wordsFrom(shell, ['a', '=', `'b'`])).toEqual(['a', '=', `'b'`]);
  });
});

describe('fitToShell', () => {
  it('bash gets what fits, without what it keeps', () => {
    const values = (typed: string) => fitToShell('bash', WORDS, typed).candidates.map(({value}) => value);

    expect(values('')).toEqual(['--format=config', '--format=env', '--from']);
    expect(values('--fr')).toEqual(['--from']);
    expect(values('--format=')).toEqual(['config', 'env']);
    expect(values('--format=e')).toEqual(['env']);
    expect(values('x')).toEqual([]);
  });

  it('zsh and fish match by themselves', () => {
    expect(fitToShell('zsh', WORDS, 'x')).toEqual(WORDS);
    expect(fitToShell('fish', WORDS, 'x')).toEqual(WORDS);
  });
});
