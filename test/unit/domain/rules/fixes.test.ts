import {describe, expect, it} from 'vitest';

import type {Finding} from '../../../../src/lib/domain/findings/finding.js';
import {COMPARING_RULES, PROCESS_RULES} from '../../../../src/lib/domain/rules/all-rules.js';
import {factsOfExample} from '../../../../src/lib/domain/rules/example-machine.js';
import type {RuleExample} from '../../../../src/lib/domain/rules/rule.js';
import {applyFix} from '../../../helpers/apply-fix.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

/** Its fix moves a value from a variable of the shell to a flag of the command below. */
const MOVES = new Set(['variable-not-read']);

async function findingsOf(
  {version, machine = {}}: RuleExample,
  files: RuleExample['files'],
): Promise<readonly Finding[]> {
  const facts = factsOfExample(machine);
  const {findings} = await judgeFiles(files, version === undefined ? {facts} : {facts, version});
  return findings;
}

/** How often a rule speaks before and after its first finding got what it says to write; undefined where it is no word. */
async function triedOf({id, bad}: (typeof RULES)[number]): Promise<readonly [number, number] | undefined> {
  const own = (await findingsOf(bad, bad.files)).filter(({rule}) => rule === id);
  const fixed = own[0] === undefined || MOVES.has(id) ? undefined : applyFix(bad.files, own[0]);
  if (fixed === undefined) return undefined;
  const left = (await findingsOf(bad, fixed)).filter(({rule}) => rule === id);
  return [own.length, left.length];
}

const RULES = [...PROCESS_RULES, ...COMPARING_RULES];

describe('what a finding says to write', () => {
  it('makes it go away, wherever it is said word by word', async () => {
    const tried = await Promise.all(RULES.map(async rule => ({id: rule.id, counts: await triedOf(rule)})));
    const applied = tried.flatMap(({id, counts}) => (counts === undefined ? [] : [{id, counts}]));

    expect(applied.filter(({counts: [before, after]}) => after >= before).map(({id}) => id)).toEqual([]);
    expect(applied.length).toBeGreaterThan(70);
  });
});
