import {expect} from 'vitest';

import type {MemberFacts, MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import type {Verdict} from '../../../../src/lib/domain/membership/verdict.js';
import {aMember, aMembership} from '../../../fakes/membership.js';

export const learner = (index: number, change: Partial<MemberFacts> = {}): MemberFacts =>
  aMember(index, {isLearner: true, ...change});
export const three = (third: MemberFacts = aMember(2)): MembershipFacts =>
  aMembership([aMember(0), aMember(1), third]);
export const ofVersion = (version: string, members: readonly MemberFacts[]): MembershipFacts =>
  aMembership(
    members.map(member => (member.version === undefined ? member : {...member, version})),
    {version},
  );

/** What a guard says in one line. */
function said(verdict: Verdict): string {
  if (verdict.answer !== 'allowed') return `${verdict.answer}: ${verdict.reason}`;
  return [verdict.stallsWrites ? 'stalls' : 'allowed', ...verdict.notices].join(': ');
}

export function expectVerdict(verdict: Verdict, expected: string | RegExp): void {
  if (typeof expected === 'string') expect(said(verdict)).toBe(expected);
  else expect(said(verdict)).toMatch(expected);
  if (verdict.answer === 'refused') expect(verdict.hints.at(-1)).toContain('etcdops ');
}
