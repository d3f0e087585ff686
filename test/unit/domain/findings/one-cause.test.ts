import {describe, expect, it} from 'vitest';

import type {Finding} from '../../../../src/lib/domain/findings/finding.js';
import {byCause, CONSEQUENCES} from '../../../../src/lib/domain/findings/one-cause.js';
import {everyRule} from '../../../../src/lib/domain/rules/every-rule.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

const AT: Omit<Finding, 'rule'> = {severity: 'error', file: 'f', line: 3, column: 7, message: 'm'};

function idsOf(findings: readonly Finding[]): string[] {
  return findings.map(({rule}) => rule);
}

describe('one finding for each cause', () => {
  it.each<[string, string[], string[]]>([
    ['the quotes of a number', ['value-number', 'value-quoted'], ['value-quoted']],
    ['the quotes of a value that docker keeps', ['env-quotes', 'value-quoted'], ['value-quoted']],
    ['the quotes of URLs that docker keeps', ['env-quotes', 'url-quotes'], ['url-quotes']],
    ['a quote that nothing closes', ['env-open-quote', 'value-padded', 'name-unusable'], ['env-open-quote']],
    ['an old name beside the new', ['setting-old-and-new', 'setting-deprecated'], ['setting-old-and-new']],
    [
      'what has a cause of its own',
      ['value-quoted', 'variable-beside-flag'],
      ['value-quoted', 'variable-beside-flag'],
    ],
    ['what nobody explains', ['value-number', 'value-choice'], ['value-number', 'value-choice']],
  ])('is said of %s', (_, rules, expected) => {
    expect(idsOf(byCause(rules.map(rule => ({...AT, rule}))))).toEqual(expected);
  });

  it('keeps the words of etcd', () => {
    const [finding] = byCause([
      {...AT, rule: 'value-quoted'},
      {...AT, rule: 'value-number', etcdSays: 'parse error'},
    ]);

    expect(finding).toEqual({...AT, rule: 'value-quoted', etcdSays: 'parse error'});
  });

  it.each<[string, Partial<Finding>]>([
    ['another file', {file: 'g'}],
    ['another line', {line: 4}],
    ['another column', {column: 8}],
  ])('is not said of %s', (_, other) => {
    const findings = [
      {...AT, rule: 'value-quoted'},
      {...AT, rule: 'value-number', ...other},
    ];

    expect(byCause(findings)).toEqual(findings);
  });

  it('names only rules that there are', () => {
    const known = new Set(everyRule().map(({id}) => id));
    const named = [...CONSEQUENCES].flatMap(([rule, others]) => [rule, ...others]);

    expect(named.filter(rule => !known.has(rule))).toEqual([]);
  });

  it('of an env file that docker reads with its quotes', async () => {
    const {findings} = await judgeFiles(
      {
        'run.sh': 'docker run --network host --env-file e.env quay.io/coreos/etcd:v3.5.12 etcd\n',
        'e.env': 'ETCD_NAME="a"\nETCD_HEARTBEAT_INTERVAL="100"\nETCD_LOG_LEVEL="warn"\n',
      },
      {inputs: ['run.sh']},
    );

    expect(byCause(findings).map(({rule, line}) => `${rule} ${line}`)).toEqual([
      'value-quoted 1',
      'value-quoted 2',
      'value-quoted 3',
    ]);
  });
});
