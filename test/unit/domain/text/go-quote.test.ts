import {expect, it} from 'vitest';

import {goQuoted} from '../../../../src/lib/domain/text/go-quote.js';

// What `fmt.Sprintf("%q", …)` prints.
it.each([
  ['a b', '"a b"'],
  ['"a"', '"\\"a\\""'],
  ['a\\b', '"a\\\\b"'],
  ['\u201cx\u201d', '"\u201cx\u201d"'],
  ['a\u00a0b', '"a\\u00a0b"'],
  ['\n\t\u001b', '"\\n\\t\\x1b"'],
  ['\u200b', '"\\u200b"'],
  ['日本', '"日本"'],
  ['\u{e0001}', '"\\U000e0001"'],
])('%j is quoted as %s', (text, quoted) => {
  expect(goQuoted(text)).toBe(quoted);
});
