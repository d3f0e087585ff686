import {expect, it} from 'vitest';

import {printableJson} from '../../../../src/lib/domain/text/printable-json.js';

it.each([
  ['plain', '{"a":"plain"}'],
  ['\u001b[31m\n', '{"a":"\\u001b[31m\\n"}'],
  ['\u009b31m\u007f', '{"a":"\\u009b31m\\u007f"}'],
  ['\u202eabc\u2066', '{"a":"\\u202eabc\\u2066"}'],
  ['\u00e9\u4e2d\ud83d\ude00', '{"a":"\u00e9\u4e2d\ud83d\ude00"}'],
])('%j is written so that no terminal acts on it, and reads back', (a, expected) => {
  const json = printableJson({a});

  expect(json).toBe(expected);
  expect(JSON.parse(json)).toEqual({a});
});

it('is indented as asked', () => {
  expect(printableJson({a: [1]}, 2)).toBe('{\n  "a": [\n    1\n  ]\n}');
});
