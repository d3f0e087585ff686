import type {Finding} from '../findings/finding.js';
import type {Report, RuleInfo} from '../rules/rule.js';

/** A slip of the format of an input, which is seen by its reader and not by the rules about etcd's settings. */
export function slipOf({id, severity}: RuleInfo, {place, ...report}: Report): Finding {
  return {rule: id, severity, ...place, ...report};
}
