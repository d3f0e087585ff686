import type {Finding} from '../../../src/lib/domain/findings/finding.js';
import {COMPARING_RULES, PROCESS_RULES} from '../../../src/lib/domain/rules/all-rules.js';
import type {EtcdTestLine} from '../../helpers/etcd-binaries.js';
import {comparable} from './last-words.js';
import type {RealRun} from './run-real-etcd.js';
import type {TruthRow, Verdict} from './truth-row.js';

/** What `validate` says of a row. */
export interface Judged {
  readonly findings: readonly Finding[];
  /** Whether a rule is about what etcd starts with although it is wrong. */
  readonly isAccepted: (rule: string) => boolean;
}

const ACCEPTED: ReadonlySet<string> = new Set(
  [...PROCESS_RULES, ...COMPARING_RULES].filter(({etcd}) => etcd === 'accepts').map(({id}) => id),
);

export function judged(findings: readonly Finding[]): Judged {
  return {findings, isAccepted: rule => ACCEPTED.has(rule)};
}

export function verdictOf({verdict}: TruthRow, line: EtcdTestLine): Verdict | undefined {
  return typeof verdict === 'string' ? verdict : verdict[line];
}

function errorsOf(findings: readonly Finding[], rule?: string): Finding[] {
  return findings.filter(
    finding => finding.severity === 'error' && (rule === undefined || finding.rule === rule),
  );
}

function shown({rule, file, line, message}: Finding): string {
  return `${rule} (${file}:${line ?? 0}): ${message}`;
}

/** What is wrong with our findings where etcd refuses. */
function missedErrors({rules}: TruthRow, {lastWords}: RealRun, {findings}: Judged): string[] {
  if (rules.length === 0 && errorsOf(findings).length === 0)
    return ['etcd refuses, and no rule finds an error'];
  const said = comparable(lastWords);
  return rules.flatMap(rule => {
    const errors = errorsOf(findings, rule);
    if (errors.length === 0) return [`etcd refuses, and ${rule} finds no error`];
    const told = errors.flatMap(({etcdSays}) => etcdSays ?? []);
    // etcd ends at the first of several errors.
    if (told.length === 0 || told.some(words => said.includes(comparable(words)))) return [];
    return [`${rule} says that etcd says: ${told.join(' | ')}`];
  });
}

/** What is wrong with our findings where etcd starts. */
function falseAlarms({rules}: TruthRow, {findings, isAccepted}: Judged): string[] {
  return findings
    .filter(({rule, severity}) => !isAccepted(rule) && (severity === 'error' || rules.includes(rule)))
    .map(finding => `etcd starts, and yet ${shown(finding)}`);
}

/** In what a row, the real etcd of a line and our findings disagree; nothing where all are of one mind. */
export function disagreements(
  row: TruthRow,
  real: RealRun & {readonly line: EtcdTestLine},
  ours: Judged,
): string[] {
  const {verdict, lastWords, line} = real;
  const expected = verdictOf(row, line);
  const wrong = verdict === 'refuses' ? missedErrors(row, real, ours) : falseAlarms(row, ours);
  if (verdict !== expected) wrong.push(`the row says that etcd ${expected ?? 'is not run'}`);
  else if (verdict === 'refuses' && row.says?.test(comparable(lastWords)) === false)
    wrong.push(`etcd does not say ${String(row.says)}`);
  if (wrong.length === 0) return [];
  return [...wrong, `etcd ${line} ${verdict} ${lastWords}`, `found: ${ours.findings.map(shown).join('; ')}`];
}
