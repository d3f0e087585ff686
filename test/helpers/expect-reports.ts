import {expect} from 'vitest';

import type {ProcessRule} from '../../src/lib/domain/rules/rule.js';
import {reportsOf, type Start} from './judge-launch.js';

/** What is to be reported: the rule, and parts of what it says in its message, its fix or the words of etcd. */
export type Said = readonly [rule: string, ...parts: readonly string[]];

interface SaidText {
  readonly rule: string;
  /** Message, fix and words of etcd, a line each. */
  readonly text: string;
}

function saidOf(rules: readonly ProcessRule[], start: Start): SaidText[] {
  return reportsOf(rules, start).map(({rule, message, fix = '', etcdSays = ''}) => ({
    rule,
    text: `${message}\n${fix}\n${etcdSays}`,
  }));
}

/** What the rules say of a config file that stands alone. */
export function saidOfConfig(rules: readonly ProcessRule[], config: string, version = '3.7.3'): SaidText[] {
  return saidOf(rules, {config, version});
}

/** Checks that exactly these of the rules speak, in order, each with these words. */
export function expectReports(rules: readonly ProcessRule[], start: Start, expected: readonly Said[]): void {
  const said = saidOf(rules, start);

  expect(said.map(({rule}) => rule)).toEqual(expected.map(([rule]) => rule));
  for (const [index, [, ...parts]] of expected.entries())
    for (const part of parts) expect(said[index]?.text).toContain(part);
}
