import {describe, expect, it} from 'vitest';

import {isTooDeep} from '../../../../src/lib/adapters/yaml/nesting.js';

/** `a:` below `a:`, each a column further to the right. */
function staircase(levels: number): string {
  return Array.from({length: levels}, (_, at) => `${' '.repeat(at)}a:`).join('\n');
}

describe('isTooDeep', () => {
  it.each([
    ['10,000 brackets', '['.repeat(10_000)],
    ['10,000 blocks in braces', '{a: '.repeat(10_000)],
    ['10,000 dashes', '- '.repeat(10_000)],
    ['10,000 keys of keys', '? '.repeat(10_000)],
    ['2,000 levels of indentation', staircase(2000)],
    ['brackets at the foot of many levels', `${staircase(250)} ${'['.repeat(250)}`],
  ])('holds for %s', (_, text) => {
    expect(isTooDeep(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['200 brackets', '['.repeat(200)],
    ['200 levels of indentation', staircase(200)],
    ['200 levels of JSON over as many lines', staircase(200).replaceAll('a:', '{')],
    ['many lists beside each other', 'a: [[1], [2]]\n'.repeat(1000)],
    ['many levels one after the other', 'a:\n  b:\n    c: 1\n\n'.repeat(1000)],
    ['brackets that were never opened', ']}'.repeat(1000)],
    ['a ruler of dashes', `# ${'-'.repeat(1000)}`],
    ['a line of blanks', ' '.repeat(100_000)],
  ])('does not hold for %s', (_, text) => {
    expect(isTooDeep(text)).toBe(false);
  });
});
