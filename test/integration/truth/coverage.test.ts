import {describe, expect, it} from 'vitest';

import {COMPARING_RULES, PROCESS_RULES} from '../../../src/lib/domain/rules/all-rules.js';
import {ETCD_TEST_LINES} from '../../helpers/etcd-binaries.js';
import {TRUTH_ROWS} from './all-rows.js';
import {verdictOf} from './compare-verdicts.js';
import type {Verdict} from './truth-row.js';

const RULES = [...PROCESS_RULES, ...COMPARING_RULES];

/** Rules of rows that some line of etcd judges so. */
function rulesWith(verdict: Verdict): Set<string> {
  const rows = TRUTH_ROWS.filter(row => ETCD_TEST_LINES.some(line => verdictOf(row, line) === verdict));
  return new Set(rows.flatMap(({rules}) => rules));
}

describe('the table of truth', () => {
  const enforced = RULES.filter(({etcd}) => etcd === 'refuses').map(({id}) => id);

  it('has a configuration that etcd refuses for every rule that etcd enforces', () => {
    const refused = rulesWith('refuses');

    expect(enforced.filter(id => !refused.has(id))).toEqual([]);
  });

  it('has a configuration that etcd starts for every rule that etcd enforces', () => {
    const accepted = rulesWith('starts');

    expect(enforced.filter(id => !accepted.has(id))).toEqual([]);
  });

  it('names only rules that exist', () => {
    const known = new Set(RULES.map(({id}) => id));
    const strange = TRUTH_ROWS.filter(({rules}) => !rules.every(id => known.has(id)));

    expect(strange.map(({name, rules}) => `${name}: ${rules.join(', ')}`)).toEqual([]);
  });

  it('calls each row by a name of its own', () => {
    const names = TRUTH_ROWS.map(({name}) => name);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
