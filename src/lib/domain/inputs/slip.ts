import type {Finding} from '../findings/finding.js';
import type {Report, RuleInfo} from '../rules/rule.js';
import {MOST_FINDINGS} from './env-file.js';

/** Adds to a list as long as more of them say something new. */
export function reporter(findings: Finding[]): (finding: Finding) => void {
  return finding => {
    if (findings.length < MOST_FINDINGS) findings.push(finding);
  };
}

/** A slip of the format of an input, which is seen by its reader and not by the rules about etcd's settings. */
export function slipOf({id, severity}: RuleInfo, {place, ...report}: Report): Finding {
  return {rule: id, severity, ...place, ...report};
}
