import {describe, expect, it} from 'vitest';

import type {Finding} from '../../../src/lib/domain/findings/finding.js';
import {findingsView} from '../../../src/lib/views/findings-view.js';

const EXCERPT = {text: 'name: infra0', start: 6, end: 12};
const AT: Finding = {
  rule: 'r',
  severity: 'error',
  file: 'f',
  line: 1,
  column: 7,
  length: 6,
  message: 'm',
  excerpt: EXCERPT,
};

function shown(...findings: Finding[]): string {
  return findingsView({ok: false, findings, processes: [], skipped: 0}, {color: false, width: 60});
}

describe('several findings about one value', () => {
  it('says first what is worst about a value', () => {
    const text = shown({...AT, severity: 'info'}, {...AT, severity: 'warning'}, AT, {
      ...AT,
      column: 1,
      severity: 'info',
    });

    expect([...text.matchAll(/^f:1:(\d): (\w+)/gm)].map(([, column, word]) => `${column} ${word}`)).toEqual([
      '1 note',
      '7 error',
      '7 warning',
      '7 note',
    ]);
  });

  it.each<[string, Partial<Finding>, number]>([
    ['the same characters', {rule: 'other', severity: 'info'}, 1],
    ['others of the line', {column: 8}, 2],
    ['fewer of them', {length: 5}, 2],
    ['another line', {line: 2}, 2],
    ['another file', {file: 'g'}, 2],
  ])('shows the line of two findings about %s so often', (_, other, times) => {
    const text = shown(AT, {...AT, ...other});

    expect(text.split('name: infra0')).toHaveLength(times + 1);
  });
});
