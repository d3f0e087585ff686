import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {assignmentLine} from './env-file.js';
import {ENV_DOLLAR, ENV_EXPORT, ENV_NO_ASSIGNMENT, ENV_QUOTES, ENV_TRAILING_COMMENT} from './env-slips.js';
import type {Variable} from './input.js';
import type {Place} from './place.js';
import {isName} from './shell-assignment.js';
import {slipOf} from './slip.js';

/** What a shell would make something else of. */
export type EnvSlip = 'variable' | 'remark' | 'quotes';

/** A variable as systemd takes it. */
export interface SystemdVariable {
  readonly variable: Variable;
  readonly slips: ReadonlySet<EnvSlip>;
}

/** A line whose name is none. */
export function badName(key: string, value: string, place: Place): Finding {
  const exported = /^export[ \t]+([A-Za-z_]\w*)$/.exec(key)?.[1];
  if (exported !== undefined) {
    return slipOf(ENV_EXPORT, {
      place,
      message: `systemd ignores a line that begins with export: etcd never gets ${printable(exported)}`,
      fix: assignmentLine(exported, value),
    });
  }
  const name = key.replace(/[^\w]+/g, '_');
  return slipOf(ENV_NO_ASSIGNMENT, {
    place,
    message: `"${printable(key, 60)}" is no name of a variable: the line is ignored`,
    ...(isName(name) ? {fix: assignmentLine(name.slice(0, 60), value)} : {}),
  });
}

/** What is wrong with one variable, where systemd reads the file. */
export function slipFindings({variable, slips}: SystemdVariable): Finding[] {
  const {name, value, place} = variable;
  const shown = printable(value, 60);
  // Where the quotes are not as meant, nothing between them is.
  if (slips.has('quotes')) {
    return [
      slipOf(ENV_QUOTES, {
        place,
        message: `systemd keeps quotes that stand inside a value: etcd gets "${shown}"`,
        fix: `put one pair of quotes around the whole value of ${printable(name)}`,
      }),
    ];
  }
  const findings: Finding[] = [];
  if (slips.has('variable')) {
    const reference = /\$\{?\w*\}?|`/.exec(value)?.[0] ?? '$';
    findings.push(
      slipOf(ENV_DOLLAR, {
        place,
        message: `systemd expands no variables here: etcd gets ${printable(name)} as "${shown}"`,
        fix: `write the value in place of ${printable(reference, 60)}`,
      }),
    );
  }
  if (slips.has('remark')) {
    findings.push(
      slipOf(ENV_TRAILING_COMMENT, {
        place,
        message: `the remark becomes part of the value: etcd gets "${shown}"`,
        fix: `${assignmentLine(name, value.replace(/[ \t]*#[\s\S]*$/, ''))}, with the remark on a line of its own`,
      }),
    );
  }
  return findings;
}
