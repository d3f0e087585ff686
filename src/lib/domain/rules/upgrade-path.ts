import {compareVersions, ETCD_LINES, isKnownLine, lineOf, NEWEST_KNOWN} from '../etcd-version/version.js';
import type {Finding, Severity} from '../findings/finding.js';

/** What `docs/rules.md` says of advice about an upgrade. The id is a stable name. */
export interface UpgradeAdviceInfo {
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
}

export const UPGRADE_ADVICE = {
  'upgrade-skips-line': {
    severity: 'error',
    title: 'An upgrade over more than one line',
    why: 'etcd upgrades one minor line at a time, every member before the next step. A data directory that skips one may start with wrong storage, or end in a panic.',
  },
  'upgrade-minimum-patch': {
    severity: 'error',
    title: 'A patch release that is too old to be upgraded from',
    why: 'Older patch releases leave members or log entries behind that the next line cannot read: 3.6 asks for 3.5.32 (3.5.26 at the least), 3.7 for 3.6.11 on every member first.',
  },
  'upgrade-check-v2store': {
    severity: 'warning',
    title: 'Traces of the v2 API may stop the upgrade to 3.6',
    why: 'etcd 3.6 ends at v2 entries in its log. They come from the v2 API, and on 3.4 from every HTTP request to /health. etcdutl check v2store of 3.5.32 and later finds them.',
  },
  'upgrade-second-start': {
    severity: 'warning',
    title: 'Data that was born on 3.5 needs a snapshot of 3.6 before 3.7',
    why: 'etcd 3.7 cannot read log entries of 3.5. A member that was upgraded to 3.6 and has no snapshot of it yet panics on 3.7, with its data unharmed; a second start on 3.6 makes the snapshot.',
  },
} as const satisfies Readonly<Record<string, UpgradeAdviceInfo>>;

type AdviceId = keyof typeof UPGRADE_ADVICE;

interface Advice {
  readonly id: AdviceId;
  readonly message: string;
  readonly fix: string;
}

/** The patch release from which a line can be left, by the line that is entered. */
const MINIMUM: Readonly<Record<string, string>> = {'3.6': '3.5.32', '3.7': '3.6.11'};

function lineIndex(version: string): number {
  const line = lineOf(version);
  return isKnownLine(line) ? ETCD_LINES.indexOf(line) : -1;
}

/** The lines to pass through, with the release to take of each: `3.5.35 → 3.6.16 → 3.7.3`. */
function route(from: string, target: string): string {
  const between = ETCD_LINES.slice(lineIndex(from) + 1, lineIndex(target)).map(line => NEWEST_KNOWN[line]);
  return [from, ...between, target].join(' → ');
}

/** Every line that an upgrade enters, the target's last. */
function linesEntered(from: string, target: string): readonly string[] {
  return ETCD_LINES.slice(lineIndex(from) + 1, lineIndex(target) + 1);
}

function adviceFor(from: string, target: string): Advice[] {
  const advice: Advice[] = [];
  const entered = linesEntered(from, target);
  if (entered.length > 1) {
    advice.push({
      id: 'upgrade-skips-line',
      message: `from ${from} to ${target} is more than one line`,
      fix: `go ${route(from, target)}, every member before the next step`,
    });
  }
  const minimum = MINIMUM[entered[0] ?? ''];
  if (minimum !== undefined && compareVersions(from, minimum) < 0) {
    const {[lineOf(from) as keyof typeof NEWEST_KNOWN]: newest} = NEWEST_KNOWN;
    advice.push({
      id: 'upgrade-minimum-patch',
      message: `${from} is too old for ${entered[0]}, which asks for ${minimum}`,
      fix: `upgrade every member to ${newest} first`,
    });
  }
  if (entered.includes('3.6')) {
    advice.push({
      id: 'upgrade-check-v2store',
      message: 'v2 entries in the data, left by the v2 API or by /health of 3.4, would stop etcd 3.6',
      fix: 'on each member, stopped, with etcdutl of 3.5.32 or later: etcdutl check v2store --data-dir DIR',
    });
  }
  if (entered.includes('3.7')) {
    advice.push({
      id: 'upgrade-second-start',
      message: 'etcd 3.7 panics at data that came from 3.5 and has no snapshot of 3.6 yet',
      fix: 'restart each member once on 3.6 before the upgrade: etcdops restart',
    });
  }
  return advice;
}

/** What to know of an upgrade beside the configuration. `file` is what the findings stand at. */
export function upgradeAdvice(from: string, target: string, file: string): Finding[] {
  return adviceFor(from, target).map(({id, message, fix}) => ({
    rule: id,
    severity: UPGRADE_ADVICE[id].severity,
    file,
    message,
    fix,
  }));
}
