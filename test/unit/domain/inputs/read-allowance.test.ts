import {describe, expect, it} from 'vitest';

import {countWords} from '../../../../src/lib/domain/inputs/read-allowance.js';

describe('the words of a text', () => {
  it.each<[text: string, words: number]>([
    ['', 0],
    [' \n\t\r\n', 0],
    ['name: infra0\n', 2],
    ['initial-cluster: a=b,c=d,e=f\n', 2],
    ['etcd \\\n  --name infra0', 4],
    ['[a,b,c]', 3],
    ['[a, b, c]', 5],
    ['{a: b, c: d}', 5],
    ['["a=b,c=d","e"]', 2],
    ["['it''s, so']", 1],
    ['["a\\",b"]', 1],
    ['["never ends, never', 1],
    ['it is [ odd: a,b', 6],
    ['] a,b', 2],
  ])('%j: %i', (text, words) => {
    expect(countWords(text)).toBe(words);
  });

  it.each(['a ', '[', '"', "['", '{"', ','])('of four megabytes of %j are counted in no time', piece => {
    const text = piece.repeat(4_000_000 / piece.length);
    const startedAt = performance.now();

    countWords(text);

    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
