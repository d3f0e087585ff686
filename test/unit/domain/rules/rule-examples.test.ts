import {describe, expect, it} from 'vitest';

import {INPUT_KINDS} from '../../../../src/lib/domain/inputs/input.js';
import {COMPARING_RULES, PROCESS_RULES} from '../../../../src/lib/domain/rules/all-rules.js';
import {factsOfExample} from '../../../../src/lib/domain/rules/example-machine.js';
import type {RuleExample, RuleInfo} from '../../../../src/lib/domain/rules/rule.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

const RULES: readonly RuleInfo[] = [...PROCESS_RULES, ...COMPARING_RULES];

function judgeExample({files, version, machine = {}}: RuleExample) {
  const facts = factsOfExample(machine);
  return judgeFiles(files, version === undefined ? {facts} : {facts, version});
}

async function found(example: RuleExample) {
  const {processes, findings} = await judgeExample(example);
  return {processes, findings: findings.map(({rule, file, line, message}) => ({rule, file, line, message}))};
}

describe('the rules', () => {
  it('have an id each, which no other rule has', () => {
    const ids = RULES.map(({id}) => id);

    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(RULES)('$id has a name that is stable to type, a title of one line, and a reason', rule => {
    const {id, title, why} = rule;

    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(title).toMatch(/^\S.*[^.\s]$/);
    expect(title.length).toBeLessThan(100);
    expect(why).toMatch(/[.)]$/);
    expect(why).not.toMatch(/undefined|\$\{/);
  });

  // A rule that never stops etcd and yet is an error is about a cluster that cannot work.
  it.each(RULES.filter(({etcd}) => etcd === 'refuses'))('$id is an error: etcd refuses', ({severity}) => {
    expect(severity).toBe('error');
  });

  it.each(RULES)('$id speaks about its bad example, and says what to do', async ({id, severity, bad}) => {
    const {findings} = await judgeExample(bad);
    const own = findings.filter(({rule}) => rule === id);

    expect(findings.map(({rule}) => rule)).toContain(id);
    for (const {severity: shown, message, fix, file, line} of own) {
      expect(shown).toBe(severity);
      expect(message).not.toMatch(/undefined|NaN|\[object|\$\{|\.$/);
      expect(fix ?? 'nothing').not.toMatch(/undefined|NaN|\[object|\$\{|\.$/);
      expect(Object.keys(bad.files)).toContain(file);
      expect(line).toBeGreaterThan(0);
    }
  });

  it.each(RULES)('$id and all others are silent about its good example', async ({good}) => {
    const {processes, findings} = await found(good);

    expect(findings).toEqual([]);
    expect(processes).not.toEqual([]);
    expect(processes.every(({input}) => INPUT_KINDS.includes(input))).toBe(true);
  });
});
