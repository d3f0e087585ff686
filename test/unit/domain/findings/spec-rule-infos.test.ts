import {parse, stringify} from 'yaml';
import {describe, expect, it} from 'vitest';

import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {SPEC_RULE_INFOS} from '../../../../src/lib/domain/findings/spec-rule-infos.js';
import {specFindings} from '../../../../src/lib/domain/findings/spec-rules.js';
import {parseSpec} from '../../../../src/lib/domain/spec/parse-spec.js';
import {aSpec} from '../../../fakes/spec.js';

const yaml = await loadYaml();

/** The rules that a spec breaks, whose top-level keys are replaced by those of an example. */
function rulesOf(example: string): string[] {
  const alone = yaml.parse(example);
  if (alone.problems.length > 0) return ['yaml-syntax'];
  const text = stringify({...aSpec(), ...(parse(example) as object)});
  const parsed = parseSpec(yaml.parse(text).toValue());
  const findings = 'spec' in parsed ? specFindings(parsed.spec) : parsed.findings;
  return findings.map(({rule}) => rule);
}

describe('the examples of the rules of the spec', () => {
  it.each(SPEC_RULE_INFOS.map(info => [info.id, info] as const))('%s', (id, {bad, good, title, why}) => {
    expect(rulesOf(bad)).toContain(id);
    expect(rulesOf(good)).toEqual([]);
    expect(title).not.toMatch(/\.$/);
    expect(why).toMatch(/\.$/);
  });

  it('have ids of their own', () => {
    const ids = SPEC_RULE_INFOS.map(({id}) => id);

    expect(new Set(ids).size).toBe(ids.length);
  });
});
