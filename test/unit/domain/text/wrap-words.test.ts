import {expect, it} from 'vitest';

import {wrapWords} from '../../../../src/lib/domain/text/wrap-words.js';

it.each([
  ['short', 'short'],
  ['twelve chars', 'twelve chars'],
  ['one word more than', 'one word\nmore than'],
  ['a /path/that/is/long stays whole', 'a\n/path/that/is/long\nstays whole'],
  ['two lines\nstay apart and are broken', 'two lines\nstay apart\nand are\nbroken'],
  ['  set in by two', '  set in by\n  two'],
  ["mv '/a path' '/the other path'", "mv '/a path'\n'/the other path'"],
  ["set --a='x y z of a': then", "set\n--a='x y z of a':\nthen"],
  ["it's for etcd's own use", "it's for\netcd's own\nuse"],
  ['', ''],
])('%j in lines of 12', (text, lines) => {
  expect(wrapWords(text, 12, '')).toBe(lines);
});

it('sets in what follows', () => {
  expect(wrapWords('one word more than', 12, '  ')).toBe('one word\n  more than');
});
