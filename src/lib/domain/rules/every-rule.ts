import type {Severity} from '../findings/finding.js';
import type {SpecRuleInfo} from '../findings/spec-rule-info.js';
import {SPEC_RULE_INFOS} from '../findings/spec-rule-infos.js';
import {COMPOSE_SLIPS} from '../inputs/compose-slips.js';
import {CONTAINER_SLIPS} from '../inputs/container-slips.js';
import {ENV_SLIPS} from '../inputs/env-slips.js';
import {INPUT_FINDINGS} from '../inputs/input-findings.js';
import {KUBERNETES_SLIPS} from '../inputs/kubernetes-slips.js';
import {SHELL_SLIPS} from '../inputs/shell-slips.js';
import {SYSTEMD_SLIPS} from '../inputs/systemd-slips.js';
import {COMPARING_RULES, PROCESS_RULES} from './all-rules.js';
import type {RuleInfo} from './rule.js';
import {UPGRADE_ADVICE} from './upgrade-path.js';

/** Rules with a wrong and a right example of any kind of file: those about etcd, and slips of the formats. */
export function rulesWithExamples(): readonly RuleInfo[] {
  return [
    ...PROCESS_RULES,
    ...COMPARING_RULES,
    ...SYSTEMD_SLIPS,
    ...SHELL_SLIPS,
    ...COMPOSE_SLIPS,
    ...KUBERNETES_SLIPS,
    ...CONTAINER_SLIPS,
    ...ENV_SLIPS,
  ];
}

/** What can be said of a finding, whoever finds it. */
export interface KnownRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
}

/** Rules of the spec alone; what it shares with other files stands there. */
export function rulesOfTheSpec(): readonly SpecRuleInfo[] {
  const known = new Set(rulesWithExamples().map(({id}) => id));
  return SPEC_RULE_INFOS.filter(({id}) => !known.has(id));
}

/** Of files as a whole, and of the way to another version. */
export function rulesWithoutExamples(): readonly KnownRule[] {
  return Object.entries({...INPUT_FINDINGS, ...UPGRADE_ADVICE}).map(([id, info]) => ({id, ...info}));
}

/** Everything that `validate` may say, once. */
export function everyRule(): readonly KnownRule[] {
  return [...rulesWithExamples(), ...rulesOfTheSpec(), ...rulesWithoutExamples()];
}
