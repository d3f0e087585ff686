import {execFileSync} from 'node:child_process';

import {describe, expect, it} from 'vitest';

import {shellQuote} from '../../../../src/lib/domain/text/shell-quote.js';

describe('shellQuote', () => {
  it.each([
    ['--name=infra0', '--name=infra0'],
    ['http://10.0.0.1:2379', 'http://10.0.0.1:2379'],
    ['a b', "'a b'"],
    ['', "''"],
    ['$HOME', "'$HOME'"],
    ["it's", `'it'\\''s'`],
    ['[::1]', "'[::1]'"],
    ['~', "'~'"],
  ])('writes %j as %s', (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it('survives a real shell', () => {
    const words = [
      '',
      ' ',
      'a b',
      "'",
      '"',
      '\\',
      '$HOME',
      '`id`',
      '$(id)',
      '*',
      '~',
      '#',
      '!',
      '\n',
      'ä',
      '-n',
      "'\\''",
      '{a,b}',
    ];

    const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`;
    const read = execFileSync('sh', ['-c', script], {encoding: 'utf8'}).split('\0').slice(0, -1);

    expect(read).toEqual(words);
  });
});
