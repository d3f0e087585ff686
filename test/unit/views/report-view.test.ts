import {toUSVString} from 'node:util';

import {describe, expect, it} from 'vitest';

import type {Finding} from '../../../src/lib/domain/findings/finding.js';
import {displayWidth} from '../../../src/lib/domain/text/display-width.js';
import {findingsView, summaryOf, type ValidateResult} from '../../../src/lib/views/findings-view.js';
import {REPORT_FORMATS, reportView, type ReportFormat} from '../../../src/lib/views/report-view.js';

const OPTIONS = {color: false, width: 60};
const BASE: Finding = {rule: 'r', severity: 'error', file: 'f', message: 'm'};
const RESULT: ValidateResult = {ok: false, findings: [], processes: [], skipped: 0};

function report(format: ReportFormat | undefined, ...findings: Finding[]): string {
  return reportView(format, '1.2.3')({...RESULT, findings}, OPTIONS);
}

/** Everything that outside text may bring along. */
const HOSTILE = 'a\u001b[31m\u0000\u0085\u202e\ufffe\ud800 ]]> <&">\' ::error::x,y:z %0A\r\n\t';

describe('hostile text in every place', () => {
  const finding: Finding = {
    rule: 'r',
    severity: 'error',
    file: HOSTILE,
    line: 1,
    column: 1,
    message: HOSTILE,
    fix: HOSTILE,
    etcdSays: HOSTILE,
    member: HOSTILE,
  };

  it.each([undefined, ...REPORT_FORMATS])('is never raw: --report %s', format => {
    const text = report(format, finding);

    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('adds no workflow command', () => {
    expect(report('github', finding).match(/^::/gm)).toHaveLength(1);
  });

  it('breaks no XML', () => {
    const text = report('junit', finding);

    expect(text).not.toMatch(/[\ufffe\uffff]|&(?!(?:amp|lt|gt|quot|#10);)/);
    expect(toUSVString(text)).toBe(text);
    expect(text.match(/</g)).toHaveLength(9);
    expect(text.match(/"/g)!.length % 2).toBe(0);
  });

  it('breaks no JSON and no URI', () => {
    const text = report('sarif', finding);

    expect(text).not.toMatch(/\\ud[89a-f]/i);
    expect(text).toContain('%1B%5B31m');
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });
});

describe('--report github', () => {
  it.each<[title: string, finding: Finding, expected: string]>([
    ['an error', BASE, '::error file=f,title=r::m'],
    ['a warning', {...BASE, severity: 'warning'}, '::warning file=f,title=r::m'],
    ['a note', {...BASE, severity: 'info'}, '::notice file=f,title=r::m'],
    ['a line', {...BASE, line: 3}, '::error file=f,line=3,title=r::m'],
    ['a column', {...BASE, line: 3, column: 5}, '::error file=f,line=3,col=5,title=r::m'],
    [
      'a place with a length',
      {...BASE, line: 3, column: 5, length: 2},
      '::error file=f,line=3,col=5,endColumn=7,title=r::m',
    ],
    ['standard input', {...BASE, file: '-'}, '::error title=r::m'],
    [
      'signs of its own',
      {...BASE, file: 'a,b:c%', message: '1%, ::'},
      '::error file=a%2Cb%3Ac%25,title=r::1%25, ::',
    ],
    ['advice', {...BASE, fix: 'do', etcdSays: 'no'}, '::error file=f,title=r::m%0A→ do%0Aetcd says: no'],
  ])('%s', (_, finding, expected) => {
    expect(report('github', finding).split('\n')[0]).toBe(expected);
  });
});

interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {readonly name: string; version: string; rules: readonly {id: string}[]};
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: {readonly text: string};
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: {readonly uri: string};
          readonly region?: Readonly<Record<'startLine' | 'startColumn' | 'endColumn', number>>;
        };
      }[];
    }[];
  }[];
}

describe('--report sarif', () => {
  const sarif = (...findings: Finding[]): Sarif => JSON.parse(report('sarif', ...findings)) as Sarif;

  it('has what the format asks for', () => {
    const findings: Finding[] = [
      {...BASE, rule: 'b', line: 1, column: 2, length: 3},
      {...BASE, rule: 'a', file: '/abs/x y', severity: 'warning', line: 1, column: 2, length: 0},
      {...BASE, rule: 'input-absent', severity: 'info', file: '-'},
      {...BASE, rule: 'b', line: 9},
    ];

    const log = sarif(...findings);

    expect(log).toMatchObject({$schema: expect.stringMatching(/^https:.*sarif/) as string, version: '2.1.0'});
    const [run] = log.runs;
    expect(run!.tool.driver).toMatchObject({name: 'etcdops', version: '1.2.3'});
    const {rules} = run!.tool.driver;
    expect(rules.map(({id}) => id)).toEqual(['a', 'b', 'input-absent']);
    expect(rules[2]).toMatchObject({
      shortDescription: {text: 'There is no such file or folder'},
      fullDescription: {text: expect.stringMatching(/\.$/) as string},
      defaultConfiguration: {level: 'error'},
    });
    expect(run!.results).toHaveLength(findings.length);
    for (const {ruleId, ruleIndex, level, message, locations} of run!.results) {
      expect(rules[ruleIndex]!.id).toBe(ruleId);
      expect(['error', 'warning', 'note']).toContain(level);
      expect(message.text).not.toBe('');
      for (const {physicalLocation} of locations) {
        const {artifactLocation, region} = physicalLocation;
        expect(artifactLocation.uri).toMatch(/^(?:file:\/\/\/)?[\w./%-]+$/);
        if (region === undefined) continue;
        expect(region.startLine).toBeGreaterThan(0);
        if (region.startColumn !== undefined) expect(region.endColumn).toBeGreaterThan(region.startColumn);
      }
    }
    expect(run!.results.flatMap(({locations}) => locations.map(at => at.physicalLocation))).toMatchObject([
      {artifactLocation: {uri: 'file:///abs/x%20y'}, region: {startLine: 1, startColumn: 2, endColumn: 3}},
      {artifactLocation: {uri: 'f'}, region: {startLine: 1, startColumn: 2, endColumn: 5}},
      {artifactLocation: {uri: 'f'}, region: {startLine: 9}},
    ]);
  });
});

describe('for people', () => {
  it.each<[title: string, text: string, start: number, end: number, carets: string]>([
    ['plain', 'name: infra0', 6, 12, '          ^^^^^^'],
    ['nothing there', 'name:', 5, 5, '         ^'],
    ['wide characters', '\u4e2d\u6587: \u4e2dx', 4, 6, '          ^^^'],
    ['a picture', '\ud83d\ude00: x', 4, 5, '        ^'],
    ['an accent of its own', 'e\u0301: x', 4, 5, '       ^'],
  ])('the caret stands under the value: %s', (_, text, start, end, carets) => {
    const lines = report(undefined, {...BASE, excerpt: {text, start, end}}).split('\n');

    expect(lines.slice(1, 3)).toEqual([`    ${text}`, carets]);
  });

  it.each([20, 40, 80, 130])('fits a line into %i columns', width => {
    const excerpt = {text: `${'a'.repeat(60)}WRONG${'b'.repeat(55)}`, start: 60, end: 65};

    const shown = findingsView({...RESULT, findings: [{...BASE, excerpt}]}, {color: false, width});

    const [, line = '', carets = ''] = shown.split('\n');
    expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(24, width));
    expect(line.slice(carets.indexOf('^'), carets.length)).toBe('WRONG');
  });

  it('names files in order, and places in theirs', () => {
    const findings: Finding[] = [
      {...BASE, file: 'b'},
      {...BASE, line: 10},
      {...BASE, line: 9, column: 2},
      {...BASE, line: 9, column: 1},
      {...BASE, file: '-'},
      BASE,
    ];

    const places = report(undefined, ...findings)
      .split('\n')
      .flatMap(line => /^(.*): error/.exec(line)?.[1] ?? []);

    expect(places).toEqual(['standard input', 'b', 'f', 'f:9:1', 'f:9:2', 'f:10']);
  });
});

const PROCESS = {file: 'a', kind: 'config', etcdVersion: '3.7.3'} as const;

describe('the line that sums up', () => {
  it.each<[Partial<ValidateResult>, string]>([
    [{}, 'No findings in 0 files (0 processes).'],
    [{processes: [PROCESS]}, 'No findings in 1 file (1 process, judged for etcd 3.7.3).'],
    [
      {processes: [PROCESS, PROCESS], findings: [BASE]},
      '1 error, 0 warnings in 2 files (2 processes, judged for etcd 3.7.3).',
    ],
    [
      {
        findings: [BASE, BASE, {...BASE, severity: 'warning'}, {...BASE, severity: 'info'}],
        processes: [
          {...PROCESS, file: 'f'},
          {...PROCESS, etcdVersion: '3.5.9'},
        ],
        skipped: 1,
      },
      '2 errors, 1 warning, 1 note in 2 files (2 processes, judged for etcd 3.5.9 and 3.7.3; 1 other file passed over).',
    ],
    [{skipped: 7}, 'No findings in 0 files (0 processes; 7 other files passed over).'],
  ])('of %j', (result, expected) => {
    expect(summaryOf({...RESULT, ...result})).toBe(expected);
  });

  it.each<[Partial<ValidateResult>, RegExp]>([
    [{ok: true}, /processes\)\.$/],
    [{ok: true, processes: [{...PROCESS, kind: 'spec'}]}, /Next: etcdops up$/],
    [{ok: true, processes: [PROCESS]}, /3\.7\.3\)\.$/],
    [{ok: true, processes: [PROCESS], next: 'etcdops convert a'}, /Next: etcdops convert a$/],
    [{ok: false, findings: [BASE]}, /processes\)\.$/],
    [{ok: false, findings: [BASE], next: 'etcdops validate a'}, /Next: etcdops validate a$/],
  ])('of %j ends with what to type', (result, expected) => {
    expect(findingsView({...RESULT, ...result}, OPTIONS)).toMatch(expected);
  });
});
