import {narrowed} from '../domain/findings/excerpt.js';
import type {Finding, Severity} from '../domain/findings/finding.js';
import type {InputKind} from '../domain/inputs/input.js';
import {displayWidth} from '../domain/text/display-width.js';
import {printable} from '../domain/text/printable.js';
import {findingsByFile, shownFile} from './findings-by-file.js';
import {paint} from './paint.js';
import type {View, ViewOptions} from './view.js';

const COLOUR: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
};
const WORD: Readonly<Record<Severity, string>> = {error: 'error', warning: 'warning', info: 'note'};
const INDENT = '    ';

/** A process that was judged, as far as the summary looks at it. */
export interface JudgedProcess {
  readonly file: string;
  readonly kind: InputKind;
  readonly etcdVersion: string;
}

export interface ValidateResult {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly processes: readonly JudgedProcess[];
  /** Files in folders that are nothing of etcd's. */
  readonly skipped: number;
  /** The command to type now; of a spec without errors it goes without saying. */
  readonly next?: string;
}

function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

function counts(findings: readonly Finding[]): string {
  const of = (severity: Severity): string =>
    counted(findings.filter(finding => finding.severity === severity).length, WORD[severity]);
  const notes = findings.some(({severity}) => severity === 'info') ? [of('info')] : [];
  return [of('error'), of('warning'), ...notes].join(', ');
}

/** The files that have something to show for it. */
export function judgedFiles({processes, findings}: ValidateResult): string[] {
  return [...new Set([...processes, ...findings].map(({file}) => file))].sort();
}

/** `2 errors, 1 warning in 3 files (5 processes, judged for etcd 3.7.3).` */
export function summaryOf(result: ValidateResult): string {
  const {findings, processes, skipped} = result;
  const files = counted(judgedFiles(result).length, 'file');
  const versions = [...new Set(processes.map(({etcdVersion}) => etcdVersion))].sort();
  const judged = versions.length === 0 ? '' : `, judged for etcd ${versions.join(' and ')}`;
  const passedOver = skipped === 0 ? '' : `; ${counted(skipped, 'other file')} passed over`;
  const scope = `${counted(processes.length, 'process', 'processes')}${judged}${passedOver}`;
  return `${findings.length === 0 ? 'No findings' : counts(findings)} in ${files} (${scope}).`;
}

function excerptLines({excerpt, severity}: Finding, options: ViewOptions): string[] {
  if (excerpt === undefined) return [];
  const {text, start, end} = narrowed(excerpt, Math.max(20, options.width - INDENT.length));
  const space = ' '.repeat(displayWidth(text.slice(0, start)));
  const carets = '^'.repeat(Math.max(1, displayWidth(text.slice(start, end))));
  return [`${INDENT}${text}`, `${INDENT}${space}${paint(carets, COLOUR[severity], options)}`];
}

/** Whether two findings are about the very same characters, so that one excerpt serves both. */
function isSameText(a: Finding, b: Finding): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column && a.length === b.length;
}

function findingLines(finding: Finding, above: Finding | undefined, options: ViewOptions): string[] {
  const isShown = above !== undefined && isSameText(above, finding);
  const {rule, severity, line, column, message, fix, etcdSays} = finding;
  const place = [shownFile(finding.file), line, column].filter(part => part !== undefined).join(':');
  return [
    `${place}: ${paint(WORD[severity], COLOUR[severity], options)}: ${printable(message, Infinity)} ${paint(`[${rule}]`, 'dim', options)}`,
    ...(isShown ? [] : excerptLines(finding, options)),
    ...(fix === undefined ? [] : [`  ${paint('→', 'cyan', options)} ${printable(fix, Infinity)}`]),
    ...(etcdSays === undefined
      ? []
      : [`  ${paint(`etcd says: ${printable(etcdSays, Infinity)}`, 'dim', options)}`]),
  ];
}

/** Findings file by file, in the order of the lines, each with its fix, and a line that sums up. */
export const findingsView: View<ValidateResult> = (result, options) => {
  const groups = [...findingsByFile(result.findings).values()].map(findings =>
    findings.flatMap((finding, index) => findingLines(finding, findings[index - 1], options)).join('\n'),
  );
  const summary = summaryOf(result);
  const {ok, findings, processes} = result;
  const isSpec = processes.length > 0 && processes.every(({kind}) => kind === 'spec');
  const next = result.next ?? (ok && isSpec ? 'etcdops up' : undefined);
  const painted = findings.length === 0 ? paint(summary, 'green', options) : summary;
  return [...groups, next === undefined ? painted : `${painted} Next: ${next}`].join('\n\n');
};
