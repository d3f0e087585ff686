import {describe, expect, it} from 'vitest';

import type {Finding} from '../../../src/lib/domain/findings/finding.js';
import {disagreements} from './compare-verdicts.js';
import type {RealRun} from './run-real-etcd.js';
import type {TruthRow, Verdict} from './truth-row.js';

const STARTED: RealRun = {verdict: 'starts', lastWords: ''};
const REFUSED: RealRun = {verdict: 'refuses', exitCode: 1, lastWords: 'discovery failed\n  why it is so'};

function finding(rule: string, more: Partial<Finding> = {}): Finding {
  return {rule, severity: 'error', file: 'etcd.yaml', message: 'm', ...more};
}

/** The first thing that is wrong with a row about the rule `r`; `a` is a rule about what etcd accepts. */
function wrongWith(
  verdict: TruthRow['verdict'],
  real: RealRun,
  findings: Finding[],
  row: Partial<TruthRow> = {},
) {
  const whole: TruthRow = {name: 'n', rules: ['r'], files: () => ({}), verdict, ...row};
  return disagreements(whole, {...real, line: '3.6'}, {findings, isAccepted: rule => rule === 'a'})[0];
}

describe('the comparison of verdicts', () => {
  it.each<[string, Verdict, RealRun, Finding[]]>([
    ['etcd refuses and the rule finds an error', 'refuses', REFUSED, [finding('r')]],
    ['the rule knows what etcd says', 'refuses', REFUSED, [finding('r', {etcdSays: 'why  it is'})]],
    [
      'etcd says the first of two errors',
      'refuses',
      REFUSED,
      [finding('r', {etcdSays: 'why it is'}), finding('r', {etcdSays: 'x'})],
    ],
    [
      'another error hides behind the first',
      'refuses',
      REFUSED,
      [finding('r'), finding('s', {etcdSays: 'x'})],
    ],
    ['etcd starts and nobody speaks', 'starts', STARTED, []],
    ['etcd starts and a rule warns', 'starts', STARTED, [finding('s', {severity: 'warning'})]],
    ['etcd starts with what is wrong', 'starts', STARTED, [finding('a')]],
  ])('is content where %s', (_, verdict, real, findings) => {
    expect(wrongWith(verdict, real, findings)).toBeUndefined();
  });

  it.each<[string, Verdict, RealRun, Finding[], string]>([
    ['no rule speaks', 'refuses', REFUSED, [], 'etcd refuses, and r finds no error'],
    ['another rule speaks', 'refuses', REFUSED, [finding('s')], 'etcd refuses, and r finds no error'],
    [
      'the rule only warns',
      'refuses',
      REFUSED,
      [finding('r', {severity: 'warning'})],
      'etcd refuses, and r finds no error',
    ],
    [
      'etcd says something else',
      'refuses',
      REFUSED,
      [finding('r', {etcdSays: 'x'})],
      'r says that etcd says: x',
    ],
    ['etcd starts', 'refuses', STARTED, [], 'the row says that etcd refuses'],
    ['an error is found', 'starts', STARTED, [finding('s')], 'etcd starts, and yet s (etcd.yaml:0): m'],
    [
      'the rule warns',
      'starts',
      STARTED,
      [finding('r', {severity: 'warning'})],
      'etcd starts, and yet r (etcd.yaml:0): m',
    ],
    ['etcd refuses', 'starts', REFUSED, [finding('r')], 'the row says that etcd starts'],
  ])('complains where %s', (_, verdict, real, findings, complaint) => {
    expect(wrongWith(verdict, real, findings)).toBe(complaint);
  });

  it('asks for an error where a row names no rule', () => {
    expect(wrongWith('refuses', REFUSED, [], {rules: []})).toBe('etcd refuses, and no rule finds an error');
    expect(wrongWith('refuses', REFUSED, [finding('s')], {rules: []})).toBeUndefined();
  });

  it('holds etcd to the words of the row, and to the verdict of its line', () => {
    expect(wrongWith('refuses', REFUSED, [finding('r')], {says: /why it is so$/})).toBeUndefined();
    expect(wrongWith('refuses', REFUSED, [finding('r')], {says: /another/})).toBe(
      'etcd does not say /another/',
    );
    expect(wrongWith({'3.6': 'starts', '3.7': 'refuses'}, STARTED, [])).toBeUndefined();
    expect(wrongWith({'3.7': 'starts'}, STARTED, [])).toBe('the row says that etcd is not run');
  });
});
