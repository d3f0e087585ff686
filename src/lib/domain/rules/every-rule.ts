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
export const RULES_WITH_EXAMPLES: readonly RuleInfo[] = [
  ...PROCESS_RULES,
  ...COMPARING_RULES,
  ...SYSTEMD_SLIPS,
  ...SHELL_SLIPS,
  ...COMPOSE_SLIPS,
  ...KUBERNETES_SLIPS,
  ...CONTAINER_SLIPS,
  ...ENV_SLIPS,
];

/** What can be said of a finding, whoever finds it. */
export interface KnownRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
}

const known = new Set(RULES_WITH_EXAMPLES.map(({id}) => id));

/** Rules of the spec alone; what it shares with other files stands there. */
export const RULES_OF_THE_SPEC: readonly SpecRuleInfo[] = SPEC_RULE_INFOS.filter(({id}) => !known.has(id));

/** Of files as a whole, and of the way to another version. */
export const RULES_WITHOUT_EXAMPLES: readonly KnownRule[] = Object.entries({
  ...INPUT_FINDINGS,
  ...UPGRADE_ADVICE,
}).map(([id, info]) => ({id, ...info}));

/** Everything that `validate` may say, once. */
export const EVERY_RULE: readonly KnownRule[] = [
  ...RULES_WITH_EXAMPLES,
  ...RULES_OF_THE_SPEC,
  ...RULES_WITHOUT_EXAMPLES,
];
