import {expect, it} from 'vitest';

import type {Finding} from '../../../../src/lib/domain/findings/finding.js';

/** What a rule says of something; the others may say more. */
export interface SpokenRow {
  readonly rule: string;
  /** What is wrong, in a few words. */
  readonly when: string;
  readonly found: () => readonly Finding[] | Promise<readonly Finding[]>;
  /** Text of each finding of the rule and its fix, in order. */
  readonly says: readonly (string | RegExp)[];
  /** `line:column` of the first. */
  readonly at?: string;
  /** etcd's words in the first; `null` where there must be none. */
  readonly etcdSays?: string | null;
}

/** What a finding shows beside its severity. */
function shown({message, fix, line, column, etcdSays}: Finding): {
  text: string;
  at: string;
  etcdSays: string | null;
} {
  return {text: `${message} (${fix ?? ''})`, at: `${line ?? 0}:${column ?? 0}`, etcdSays: etcdSays ?? null};
}

/** Runs the rows. */
export function testSpoken(rows: readonly SpokenRow[]): void {
  it.each(rows)('$rule: $when', async ({rule, found, says, at, etcdSays}) => {
    const all = await found();
    const own = all.filter(finding => finding.rule === rule).map(shown);

    expect(own, JSON.stringify(all, null, 2)).toHaveLength(says.length);
    for (const [index, text] of says.entries()) expect(own[index]?.text).toMatch(text);
    if (at !== undefined) expect(own[0]?.at).toBe(at);
    if (etcdSays !== undefined) expect(own[0]?.etcdSays).toBe(etcdSays);
  });
}
