import type {Finding} from '../../../src/lib/domain/findings/finding.js';
import {COMPARING_RULES, PROCESS_RULES} from '../../../src/lib/domain/rules/all-rules.js';
import type {EtcdTestLine} from '../../helpers/etcd-binaries.js';
import {comparable} from './last-words.js';
import type {RealRun} from './run-real-etcd.js';
import type {TruthRow, Verdict} from './truth-row.js';

/** Rules about what etcd starts with although it is wrong. */
const ACCEPTED: ReadonlySet<string> = new Set(
  [...PROCESS_RULES, ...COMPARING_RULES].filter(({etcd}) => etcd === 'accepts').map(({id}) => id),
);

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
function missedErrors(row: TruthRow, {lastWords}: RealRun, findings: readonly Finding[]): string[] {
  const said = comparable(lastWords);
  return row.rules.flatMap(rule => {
    const errors = errorsOf(findings, rule);
    if (errors.length === 0) return [`etcd refuses, and ${rule} finds no error`];
    return errors
      .filter(({etcdSays}) => etcdSays !== undefined && !said.includes(comparable(etcdSays)))
      .map(({etcdSays = ''}) => `${rule} says that etcd says: ${etcdSays}`);
  });
}

/** What is wrong with our findings where etcd starts. */
function falseAlarms(row: TruthRow, findings: readonly Finding[]): string[] {
  const alarms = errorsOf(findings).filter(({rule}) => !ACCEPTED.has(rule));
  const spoken = findings.filter(({rule}) => row.rules.includes(rule) && !ACCEPTED.has(rule));
  return [...new Set([...alarms, ...spoken])].map(finding => `etcd starts, and yet ${shown(finding)}`);
}

/** In what a row, the real etcd and our findings disagree; nothing where all are of one mind. */
export function disagreements(
  row: TruthRow,
  real: RealRun & {readonly line: EtcdTestLine},
  findings: readonly Finding[],
): string[] {
  const expected = verdictOf(row, real.line);
  const wrong: string[] = [];
  if (real.verdict !== expected) wrong.push(`the row says that etcd ${expected ?? 'is not run'}`);
  if (real.verdict === 'refuses') {
    if (row.says !== undefined && !row.says.test(comparable(real.lastWords)))
      wrong.push(`etcd does not say ${String(row.says)}`);
    wrong.push(...missedErrors(row, real, findings));
  } else {
    wrong.push(...falseAlarms(row, findings));
  }
  if (wrong.length === 0) return [];
  return [
    ...wrong,
    `etcd ${real.line} ${real.verdict}, ${real.lastWords}`,
    `found: ${findings.map(shown).join('; ')}`,
  ];
}
