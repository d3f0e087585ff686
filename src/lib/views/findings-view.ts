import type {Finding, Severity} from '../domain/findings/finding.js';
import {paint} from './paint.js';
import type {View} from './view.js';

const COLOUR: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
};

export interface ValidateResult {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

function count(findings: readonly Finding[], severity: Severity): string {
  const found = findings.filter(finding => finding.severity === severity).length;
  return `${found} ${severity}${found === 1 ? '' : 's'}`;
}

/** Findings in the order of the file, each with its fix, and a line that sums up. */
export const findingsView: View<ValidateResult> = ({ok, findings}, options) => {
  const sorted = [...findings].sort((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));
  const lines = sorted.flatMap(({severity, file, line, message, rule, fix}) => [
    `${file}${line === undefined ? '' : `:${line}`}: ${paint(severity, COLOUR[severity], options)}: ${message} ${paint(`[${rule}]`, 'dim', options)}`,
    ...(fix === undefined ? [] : [`  ${paint('→', 'cyan', options)} ${fix}`]),
  ]);
  const summary =
    findings.length === 0
      ? paint('No findings.', 'green', options)
      : `${count(findings, 'error')}, ${count(findings, 'warning')}.`;
  return [...lines, ok ? `${summary} Next: etcdops up` : summary].join('\n');
};
