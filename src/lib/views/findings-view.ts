import {narrowed} from '../domain/findings/excerpt.js';
import type {Finding, Severity} from '../domain/findings/finding.js';
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

/** What was looked at. */
export interface Judged {
  /** As the user named them, or below the folder that was named. */
  readonly files: readonly string[];
  /** Files in folders that are nothing of etcd's. */
  readonly skipped: number;
  readonly processes: number;
  /** The versions of etcd that they were judged for. */
  readonly versions: readonly string[];
}

export interface ValidateResult {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** Left out where the spec alone was judged. */
  readonly judged?: Judged;
  /** The command to type now. */
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

function scopeOf({files, processes, versions, skipped}: Judged): string {
  const version = versions.length === 0 ? '' : `, judged for etcd ${versions.join(' and ')}`;
  const others = skipped === 0 ? '' : `; ${counted(skipped, 'other file')} passed over`;
  return ` in ${counted(files.length, 'file')} (${counted(processes, 'process', 'processes')}${version}${others})`;
}

/** `2 errors, 1 warning in 3 files (5 processes, judged for etcd 3.7.3).` */
export function summaryOf({findings, judged}: ValidateResult): string {
  const found = findings.length === 0 ? 'No findings' : counts(findings);
  return `${found}${judged === undefined ? '' : scopeOf(judged)}.`;
}

function excerptLines({excerpt, severity}: Finding, options: ViewOptions): string[] {
  if (excerpt === undefined) return [];
  const {text, start, end} = narrowed(excerpt, Math.max(20, options.width - INDENT.length));
  const space = ' '.repeat(displayWidth(text.slice(0, start)));
  const carets = '^'.repeat(Math.max(1, displayWidth(text.slice(start, end))));
  return [`${INDENT}${text}`, `${INDENT}${space}${paint(carets, COLOUR[severity], options)}`];
}

function findingLines(finding: Finding, options: ViewOptions): string[] {
  const {rule, severity, line, column, message, fix, etcdSays} = finding;
  const place = [shownFile(finding.file), line, column].filter(part => part !== undefined).join(':');
  return [
    `${place}: ${paint(WORD[severity], COLOUR[severity], options)}: ${printable(message, Infinity)} ${paint(`[${rule}]`, 'dim', options)}`,
    ...excerptLines(finding, options),
    ...(fix === undefined ? [] : [`  ${paint('→', 'cyan', options)} ${printable(fix, Infinity)}`]),
    ...(etcdSays === undefined
      ? []
      : [`  ${paint(`etcd says: ${printable(etcdSays, Infinity)}`, 'dim', options)}`]),
  ];
}

/** Findings file by file, in the order of the lines, each with its fix, and a line that sums up. */
export const findingsView: View<ValidateResult> = (result, options) => {
  const groups = [...findingsByFile(result.findings).values()].map(findings =>
    findings.flatMap(finding => findingLines(finding, options)).join('\n'),
  );
  const summary = summaryOf(result);
  const {ok, findings, next = ok ? 'etcdops up' : undefined} = result;
  const painted = findings.length === 0 ? paint(summary, 'green', options) : summary;
  return [...groups, next === undefined ? painted : `${painted} Next: ${next}`].join('\n\n');
};
