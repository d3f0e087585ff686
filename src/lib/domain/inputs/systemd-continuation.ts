import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {slipOf} from './slip.js';
import {BROKEN_CONTINUATION} from './systemd-slips.js';
import type {UnitLine} from './systemd-unit.js';

/** Lines that were to be part of the one above and that systemd drops. One finding for all that follow each other. */
export function brokenContinuations(lines: readonly UnitLine[]): Finding[] {
  const findings: Finding[] = [];
  let isExplained = false;
  for (const {key, brokenAt} of lines) {
    const isStray = key.text.startsWith('-');
    if (isStray && !isExplained) {
      findings.push(
        slipOf(BROKEN_CONTINUATION, {
          place: key.placeOf(),
          message: `the line above does not end in a backslash, so that systemd drops "${printable(key.text)}"`,
          fix: 'end the line above with a backslash',
        }),
      );
    }
    if (brokenAt !== undefined && !(isStray && isExplained)) {
      findings.push(
        slipOf(BROKEN_CONTINUATION, {
          place: brokenAt,
          message: 'a blank stands behind this backslash: the command ends here',
          fix: 'remove the blanks at the end of the line',
        }),
      );
    }
    isExplained = isStray || brokenAt !== undefined;
  }
  return findings;
}
