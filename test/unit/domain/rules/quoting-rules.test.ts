import {describe, expect, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {saidOfConfig} from '../../../helpers/expect-reports.js';
import {reportsOf} from '../../../helpers/judge-launch.js';

describe('what a value has around and in it', () => {
  it.each([
    ['quotes', `name: '"a"'`, 'value-quoted', 'write name: a'],
    ['half a quote', `data-dir: "/d'"`, 'value-quoted', 'write data-dir: /d'],
    ['quotes of a web page', 'name: \u201ca\u201d', 'value-quoted', 'write name: a'],
    ['a hard space', 'initial-cluster-token: "a\\u00a0b"', 'value-invisible', 'U+00A0'],
    ['nothing to be seen', 'name: "a\\u200b"', 'value-invisible', 'write name: a'],
    ['a space at the end', 'data-dir: "/d "', 'value-padded', 'write data-dir: /d'],
  ])('%s', (_, config, rule, text) => {
    const reports = saidOfConfig(SOURCE_RULES, config);

    expect(reports.map(report => report.rule)).toEqual([rule]);
    expect(reports[0]?.text).toContain(text);
  });

  it.each([
    ['quotes inside', `initial-cluster-token: a"b"c`],
    ['JSON', `log-rotation-config-json: '{"maxsize": 100}'`],
    ['spaces inside', 'data-dir: /my data'],
    ['letters of any language', 'name: \u65e5\u672c\ninitial-cluster-token: caf\u00e9'],
  ])('says nothing of %s', (_, config) => {
    expect(saidOfConfig(SOURCE_RULES, config)).toEqual([]);
  });

  it('pflag takes the quotes of a list away', () => {
    const start = {words: ['gateway', 'start', '--endpoints="h:1","i:1"']};

    expect(reportsOf(SOURCE_RULES, start)).toEqual([]);
  });
});
