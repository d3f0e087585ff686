import {describe, expect, it} from 'vitest';

import {excerptOf, narrowed, withExcerpts} from '../../../../src/lib/domain/findings/excerpt.js';
import type {Finding} from '../../../../src/lib/domain/findings/finding.js';

/** The text of an excerpt with `<>` around what is wrong. */
function marked(line: string, column: number, length?: number): string | undefined {
  const excerpt = excerptOf(line, length === undefined ? {column} : {column, length});
  if (excerpt === undefined) return undefined;
  const {text, start, end} = excerpt;
  return `${text.slice(0, start)}<${text.slice(start, end)}>${text.slice(end)}`;
}

describe('the excerpt of a line', () => {
  it.each<[line: string, column: number, length: number | undefined, expected: string | undefined]>([
    ['name: infra0', 7, 6, 'name: <infra0>'],
    ['name: infra0', 1, 4, '<name>: infra0'],
    ['name: infra0', 7, undefined, 'name: <i>nfra0'],
    ['    name: infra0   ', 11, 6, 'name: <infra0>'],
    ['    name: a', 3, 2, '<  >name: a'],
    ['name:\tinfra0', 7, 6, 'name:    <infra0>'],
    ['\tname: a', 1, 1, '<    >name: a'],
    ['name: a', 8, 1, 'name: a<>'],
    ['name: a', 9, 1, undefined],
    ['', 1, 1, '<>'],
    ['name: a', 7, 50, 'name: <a>'],
    ['name: a\u001b[31mb', 7, 7, 'name: <a\\x1b[31mb>'],
    ['name: \u202eab', 7, 3, 'name: <\\u202eab>'],
    ['\u4e2d\u6587: a', 5, 1, '\u4e2d\u6587: <a>'],
    ['name: \ud83d\ude00', 7, 2, 'name: <\ud83d\ude00>'],
    ['ETCDCTL_PASSWORD=hunter2', 18, 7, undefined],
    ['etcdctl --user root:hunter2', 9, 6, undefined],
    ['export ETCDCTL_USER=root:hunter2', 21, 4, undefined],
  ])('%j at %i', (line, column, length, expected) => {
    expect(marked(line, column, length)).toBe(expected);
  });

  it.each<[title: string, line: string, column: number, length: number]>([
    ['before', `${'a'.repeat(500)}WRONG`, 501, 5],
    ['behind', `WRONG${'a'.repeat(500)}`, 1, 5],
    ['around', `${'a'.repeat(500)}WRONG${'b'.repeat(500)}`, 501, 5],
    ['within', `x: ${'a'.repeat(500)}`, 4, 500],
  ])('is cut where a line is long %s', (_, line, column, length) => {
    const {text, start, end} = excerptOf(line, {column, length})!;

    expect(text.length).toBeLessThanOrEqual(120);
    expect(text).toContain('…');
    expect(start).toBeGreaterThanOrEqual(0);
    expect(text.slice(start, end)).toMatch(/^(?:WRONG|a{50,}…)$/);
  });

  it('takes no time on a line of 10 MB', () => {
    const line = `x: ${'\u001b"\ud83d\ude00 '.repeat(2_000_000)}`;
    const startedAt = performance.now();

    for (let column = 1; column < 10_000_000; column += 10_007) excerptOf(line, {column, length: 9_000_000});

    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it.each([
    [0, 10, 30],
    [45, 5, 30],
    [90, 10, 30],
    [0, 100, 30],
    [50, 50, 20],
  ])('from %i, %i long, is narrowed to what fits', (start, length, max) => {
    const text = Array.from({length: 100}, (_, index) => index % 10).join('');

    const narrow = narrowed({text, start, end: start + length}, max);

    expect(narrow.text).toHaveLength(max);
    expect(narrow.end).toBeLessThanOrEqual(max);
    expect(narrow.text.slice(narrow.start + 1, narrow.end - 1)).toBe(
      text.slice(start + 1, start + 1 + Math.max(0, narrow.end - narrow.start - 2)),
    );
  });
});

it('goes to findings that have a place, once their file is known', () => {
  const base = {rule: 'r', severity: 'error', file: 'a', message: 'm'} as const;
  const texts = new Map([['a', 'one\ntwo\n']]);
  const findings: Finding[] = [
    {...base, line: 2, column: 1, length: 3},
    {...base, line: 2},
    {...base},
    {...base, line: 9, column: 1},
    {...base, file: 'b', line: 1, column: 1},
  ];

  expect(withExcerpts(findings, texts)).toEqual([
    {...findings[0], excerpt: {text: 'two', start: 0, end: 3}},
    findings[1],
    findings[2],
    findings[3],
    findings[4],
  ]);
});
